using InferenceKit.Testing;

namespace InferenceKit.Tests.Sessions;

public class CompositeValueTests
{
    private static readonly OnnxType Floats = OnnxType.Tensor(ElementType.Float32, OnnxDimension.Dynamic);

    [Fact]
    public void A_sequence_of_tensors_comes_back_item_by_item()
    {
        using var session = TestModel.Load(SequenceIdentity());
        var sequence = new SequenceValue([TensorValue.Copy([1f], 1), TensorValue.Copy([2f, 3f], 2)]);

        var items = session.Infer(new NamedValue("s", sequence))[0].Value.AsSequence().Items;

        Assert.Equal([1f], items[0].AsTensor().AsSpan<float>().ToArray());
        Assert.Equal([2f, 3f], items[1].AsTensor().AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Int64)]
    [InlineData(ElementType.String)]
    public void A_sequence_without_items_passes(ElementType type)
    {
        var declared = OnnxType.Sequence(OnnxType.Tensor(type, OnnxDimension.Dynamic));
        using var session = TestModel.Load(OnnxModelBuilder.Create().Input("s", declared).Identity("s", "t").Output("t", declared).Build());

        var output = session.Infer(new NamedValue("s", new SequenceValue([])))[0].Value.AsSequence();

        Assert.Empty(output.Items);
        Assert.Equal(type, output.ElementType);
    }

    [Fact]
    public void A_sequence_of_strings_comes_back()
    {
        var type = OnnxType.Sequence(OnnxType.Tensor(ElementType.String, OnnxDimension.Dynamic));
        using var session = TestModel.Load(OnnxModelBuilder.Create().Input("s", type).Identity("s", "t").Output("t", type).Build());

        var items = session.Infer(new NamedValue("s", new SequenceValue([TensorValue.Copy(["é", "b"], 2)])))[0].Value.AsSequence().Items;

        Assert.Equal("é", items[0].AsTensor().GetString(0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_optional_output_has_a_value_or_none_and_the_process_lives(bool given)
    {
        var type = OnnxType.Optional(Floats);
        using var session = TestModel.Load(OnnxModelBuilder.Create().Opset(18)
            .Input("o", type).Input("x", Floats)
            .Identity("o", "p").Add("x", 1f, "y")
            .Output("p", type).Output("y", Floats).Build());
        Assert.True(session.Signature.Inputs[0].IsOptional);
        InferenceValue optional = given ? TensorValue.Copy([7f], 1) : InferenceValue.Absent;

        var outputs = session.Infer(new NamedValue("o", optional), new NamedValue("x", TensorValue.Copy([1f], 1)));

        Assert.Equal(given ? ValueKind.Tensor : ValueKind.Absent, outputs[0].Value.Kind);
        Assert.Equal(2f, outputs[1].Value.AsTensor().AsSpan<float>()[0]);
    }

    [Fact]
    public void A_map_goes_in_and_comes_out_of_a_classifier()
    {
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("m", OnnxType.Map(ElementType.String, OnnxType.Tensor(ElementType.Float32)))
            .Node("DictVectorizer", ["m"], ["v"], [OnnxAttribute.Of("string_vocabulary", ["a", "b"])], OnnxDomain.Classical)
            .Output("v", ElementType.Float32, 1, 2).Build());
        var map = new MapValue(TensorValue.Copy(["b", "a"], 2), TensorValue.Copy([2f, 1f], 2));

        var output = session.Infer(new NamedValue("m", map))[0].Value.AsTensor();

        Assert.Equal([1f, 2f], output.AsSpan<float>().ToArray());
    }

    [Fact]
    public void The_maps_of_a_classifier_come_out_in_order()
    {
        using var session = TestModel.Load(OnnxModels.ForestClassifier(2, (string[])["no", "yes"]));

        var outputs = session.Infer(new NamedValue("x", TensorValue.Copy([0.1f, 0.2f, -0.5f, 0.9f], 2, 2)));

        var maps = outputs[1].Value.AsSequence().Items;
        Assert.Equal(2, maps.Count);
        Assert.Equal("no", maps[0].AsMap().Keys.GetString(0));
        Assert.Equal(1f, maps[1].AsMap().Values.AsSpan<float>().ToArray().Sum(), 4);
    }

    private static byte[] SequenceIdentity()
    {
        var type = OnnxType.Sequence(Floats);
        return OnnxModelBuilder.Create().Input("s", type).Identity("s", "t").Output("t", type).Build();
    }
}
