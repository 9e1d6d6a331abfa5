using InferenceKit.Sessions;
using InferenceKit.Sessions.Onnx.Outputs;
using InferenceKit.Testing;

namespace InferenceKit.Tests.Sessions.Onnx.Outputs;

/// <summary>
/// A loop without trips hands on the absent value it got, as an output that is not declared optional. ONNX Runtime's
/// C# API reads such an output through a null pointer.
/// </summary>
public sealed class OutputWithoutValueTests
{
    private static readonly OnnxType Items = OnnxType.Sequence(OnnxType.Tensor(ElementType.Float32, OnnxDimension.Dynamic));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_absent_optional_input_may_leave_another_output_empty_and_the_process_lives(long trips)
    {
        using var session = TestModel.Load(Loop(OnnxModelBuilder.Create().Opset(18).Input("start", OnnxType.Optional(Items))));
        AssertOutcome(session, trips, trips == 0 ? RunStatus.InvalidOutput : RunStatus.Completed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_absent_value_made_in_the_graph_may_leave_an_output_empty_and_the_process_lives(long trips)
    {
        using var session = TestModel.Load(Loop(
            OnnxModelBuilder.Create().Opset(18).Node("Optional", [], ["start"], [OnnxAttribute.Type("type", Items)])));
        AssertOutcome(session, trips, trips == 0 ? RunStatus.InvalidOutput : RunStatus.Completed);
    }

    [Fact]
    public void Optional_nodes_are_found_also_in_inner_graphs_and_not_taken_for_granted()
    {
        Assert.True(Has(OnnxModelBuilder.Create().Opset(18)
            .Input("c", ElementType.Bool)
            .If("c", ["y"], then => Absent(then), otherwise => Absent(otherwise))
            .Output("y", OnnxType.Optional(Items))));
        Assert.False(Has(OnnxModelBuilder.Create().Input("x", Items).Identity("x", "Optional").Output("Optional", Items)));

        static void Absent(OnnxSubgraphBuilder graph) =>
            graph.Node("Optional", [], ["o"], [OnnxAttribute.Type("type", Items)]).Output("o", OnnxType.Optional(Items));
    }

    private static byte[] Loop(OnnxModelBuilder model) => model
        .Input("trips", ElementType.Int64)
        .Loop("trips", OnnxOperand.None, ["start"], ["y"], body => body
            .Input("trip", ElementType.Int64).Input("before", ElementType.Bool).Input("state", OnnxType.Optional(Items))
            .Identity("before", "after").Constant(OnnxTensor.Vector(1f), "one").Node("SequenceConstruct", ["one"], ["next"])
            .Output("after", ElementType.Bool).Output("next", Items))
        .Output("y", Items).BuildUnchecked();

    private static void AssertOutcome(ModelSession session, long trips, RunStatus expected)
    {
        using var values = session.CreateValues();
        values.Begin([new("trips", TensorValue.Copy([trips]))], []);
        var outcome = session.Run(values);
        Assert.True(outcome.Status == expected, $"{outcome.Status}: {outcome.Message}");
        if (expected == RunStatus.Completed) Assert.Equal(ValueKind.Sequence, values.CopyOutputs()[0].Value.Kind);
        else Assert.Contains("'y'", outcome.Message, StringComparison.Ordinal);
        values.End();

        using var rows = session.CreateRows(1);
        rows.BeginRun();
        rows.BeginRow().Row<long>(session.Signature.IndexOfInput("trips"), [])[0] = trips;
        rows.EndRow();
        Assert.Equal(expected, session.Run(rows).Status);
    }

    private static bool Has(OnnxModelBuilder model)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, model.BuildUnchecked());
            return OptionalValues.HasOptionalNode(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
