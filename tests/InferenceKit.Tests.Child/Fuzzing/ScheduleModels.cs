using InferenceKit.Testing;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Fast models of one input, "x", each with another signature.</summary>
internal static class ScheduleModels
{
    private static readonly FuzzValue Pairs = new("x", ElementType.Float32, [FuzzDimension.Of(ModelGenerator.Rows), FuzzDimension.Of(2)]);

    /// <summary>All of them; the first one takes everything.</summary>
    public static FuzzModel[] All { get; } =
    [
        Of(Pairs, OnnxModels.RowSum(2, scale: 3), "sum", true),
        Of(Pairs, OnnxModels.ForestClassifier(2, new[] { 3L, 5L }), "forest with a map", true),
        Of(new("x", ElementType.Float32, [FuzzDimension.Of(1), FuzzDimension.Of(2)]), Build(b => b.Input("x", ElementType.Float32, 1, 2).Mul("x", 2f, "y").Output("y", ElementType.Float32, 1, 2)), "one row", false),
        Of(Pairs, OnnxModels.FailsWhenNegative(2), "poison", true),
        Of(Pairs, Build(b => b.Input("x", ElementType.Float32, ModelGenerator.Rows, 2).Node("CumSum", ["x", 0L], ["y"]).Output("y", ElementType.Float32, ModelGenerator.Rows, 2)), "cumulative sum", false),
        Of(new("x", ElementType.Float64, Pairs.Shape), OnnxModels.Identity(ElementType.Float64, ModelGenerator.Rows, 2), "other elements", true),
        Of(new("x", ElementType.Float32, [FuzzDimension.Of(ModelGenerator.Rows), FuzzDimension.Of("s")]), Build(b => b.Input("x", ElementType.Float32, ModelGenerator.Rows, "s").ReduceSum("x", "y").Output("y", ElementType.Float32, ModelGenerator.Rows, 1)), "wide rows", true),
    ];

    private static FuzzModel Of(FuzzValue input, byte[] onnx, string text, bool hasOwnRows) => new(onnx, [input], new HashSet<string>(), hasOwnRows, text);

    private static byte[] Build(Action<OnnxModelBuilder> fill)
    {
        var builder = OnnxModelBuilder.Create();
        fill(builder);
        return builder.Build();
    }
}
