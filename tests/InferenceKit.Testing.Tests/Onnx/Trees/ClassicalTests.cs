using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Testing.Tests.Onnx.Trees;

public sealed class ClassicalTests
{
    private static readonly OnnxTree Tree = OnnxTree.Split(
        feature: 1,
        threshold: 0.5f,
        OnnxTree.Leaf(10),
        OnnxTree.Split(0, 2, OnnxTree.Leaf(20), OnnxTree.Leaf(30), OnnxTreeMode.Less, missingIsTrue: true));

    [Theory]
    [InlineData(0f, 0.5f, 10f)]
    [InlineData(1.9f, 0.6f, 20f)]
    [InlineData(2f, 0.6f, 30f)]
    [InlineData(float.NaN, 0.6f, 20f)]
    [InlineData(2f, float.NaN, 30f)]
    public void A_tree_leads_a_row_to_its_leaf(float first, float second, float leaf) =>
        Assert.Equal([leaf + 1], Regress([Tree], [1], [first, second]));

    [Fact]
    public void Trees_add_up() => Assert.Equal([20f], Regress([Tree, Tree], [], [0, 0]));

    [Fact]
    public void Leaves_vote_for_several_targets()
    {
        var leaf = OnnxTree.Leaf(new OnnxLeafWeight(0, 1), new OnnxLeafWeight(1, 2));
        var model = OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", 1)
            .TreeEnsembleRegressor("x", [OnnxTree.Split(0, 0, leaf, OnnxTree.Leaf(new OnnxLeafWeight(1, 7)))], "y", targets: 2, aggregate: OnnxTreeAggregate.Average)
            .Output("y", ElementType.Float32, "batch", 2)
            .Build();
        Assert.Equal([1f, 2f, 0f, 7f], OnnxRun.Floats(model, [-1, 1], 2, 1));
    }

    [Fact]
    public void A_classifier_gives_the_label_with_the_most_votes()
    {
        var tree = OnnxTree.Split(0, 0, OnnxTree.Leaf(new(0, 0.75f), new(1, 0.25f)), OnnxTree.Leaf(new(0, 0.5f), new(1, 0.125f), new(2, 0.625f)));
        using var run = new OnnxRun(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", 1)
            .TreeEnsembleClassifier("x", [tree], new[] { 5L, 6L, 7L }, "label", "scores")
            .ZipMap("scores", new[] { 5L, 6L, 7L }, "zipped")
            .Output("label", ElementType.Int64, "batch")
            .Output("scores", ElementType.Float32, "batch", 3)
            .Output("zipped", OnnxType.Sequence(OnnxType.Map(ElementType.Int64, OnnxType.Tensor(ElementType.Float32))))
            .Build());
        using var x = OrtValue.CreateTensorValueFromMemory(new float[] { -1, 1 }, [2, 1]);
        using var outputs = run.Run(("x", x));
        Assert.Equal([5L, 7L], outputs[0].GetTensorDataAsSpan<long>().ToArray());
        Assert.Equal([0.75f, 0.25f, 0f, 0.5f, 0.125f, 0.625f], outputs[1].GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal(2, outputs[2].GetValueCount());
    }

    [Fact]
    public void Labels_are_looked_up_with_a_default_for_the_unknown()
    {
        using var run = new OnnxRun(OnnxModelBuilder.Create()
            .Input("x", ElementType.String, "n")
            .LabelEncoder("x", new[] { "DE", "FR" }, new[] { 49L, 33L }, "code", new[] { 0L })
            .LabelEncoder("code", new[] { 49L }, new[] { 0.5f }, "share", new[] { -2f })
            .Output("code", ElementType.Int64, "n")
            .Output("share", ElementType.Float32, "n")
            .Build());
        using var x = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [3]);
        x.StringTensorSetElementAt("FR", 0);
        x.StringTensorSetElementAt("XX", 1);
        x.StringTensorSetElementAt("DE", 2);
        using var outputs = run.Run(("x", x));
        Assert.Equal([33L, 0L, 49L], outputs[0].GetTensorDataAsSpan<long>().ToArray());
        Assert.Equal([-2f, -2f, 0.5f], outputs[1].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void What_cannot_be_laid_out_is_refused_at_once()
    {
        var model = OnnxModelBuilder.Create();
        Assert.Throws<ArgumentException>(() => model.TreeEnsembleRegressor("x", [], "y"));
        Assert.Throws<ArgumentException>(() => model.TreeEnsembleRegressor("x", [Tree], "y", baseValues: [1, 2]));
        Assert.Contains("id 1", Assert.Throws<ArgumentException>(() => model.TreeEnsembleRegressor("x", [OnnxTree.Leaf(new OnnxLeafWeight(1, 1))], "y")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.ZipMap("x", new[] { 1f }, "y"));
        Assert.Throws<ArgumentException>(() => model.LabelEncoder("x", new[] { 1L, 2L }, new[] { 1L }, "y"));
        Assert.Throws<ArgumentException>(() => model.LabelEncoder("x", new[] { 1L }, new[] { 1L }, "y", new[] { "one" }));
        Assert.Throws<ArgumentException>(() => OnnxTree.Leaf([]));
    }

    private static float[] Regress(OnnxTree[] trees, float[] baseValues, float[] row) =>
        OnnxRun.Floats(
            OnnxModelBuilder.Create()
                .Input("x", ElementType.Float32, "batch", row.Length)
                .TreeEnsembleRegressor("x", trees, "y", baseValues: baseValues)
                .Output("y", ElementType.Float32, "batch", 1)
                .Build(),
            row,
            1,
            row.Length);
}
