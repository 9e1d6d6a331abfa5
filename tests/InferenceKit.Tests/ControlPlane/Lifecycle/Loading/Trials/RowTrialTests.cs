using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.Lifecycle.Loading.Trials;
using InferenceKit.Serving.Rows;
using InferenceKit.Testing;
using InferenceKit.Tests.Serving.Rows;
using InferenceKit.Tests.Sessions;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Loading.Trials;

public sealed class RowTrialTests
{
    public static TheoryData<string, byte[]> Independent => new()
    {
        { "a small network", OnnxModels.Mlp(inputs: 4, hidden: 8, outputs: 2) },
        { "trees", OnnxModels.GradientBoostedTrees(features: 4, trees: 8, depth: 3) },
        { "a classifier with maps", OnnxModels.ForestClassifier(4, (long[])[4, 9, 16]) },
        { "texts", OnnxModels.Identity(ElementType.String, "batch", 2) },
        { "truth values", OnnxModels.Identity(ElementType.Bool, "batch", 3) },
        { "16-bit floats", OnnxModels.Identity(ElementType.Float16, "batch", 3) },
        { "a second dynamic dimension", OnnxModels.Identity(ElementType.Float32, "batch", "length") },
        { "ids of a small table", Table(3) },
        { "ids of two", Table(2) },
        { "logarithms", OnnxModelBuilder.Create().Input("x", ElementType.Float32, "n", 2).Node("Log", ["x"], ["y"]).Output("y", ElementType.Float32, "n", 2).Build() },
    };

    [Theory]
    [MemberData(nameof(Independent), DisableDiscoveryEnumeration = true)]
    public void Rows_that_are_answered_together_as_alone_may_share_runs(string what, byte[] model)
    {
        var outcome = Try(model);

        Assert.True(outcome.Verdict.Sharing == RowSharing.Shared, $"{what}: {outcome.Verdict}");
        Assert.True(outcome is { CountsRows: true, IsAsDeclared: true }, what);
    }

    public static TheoryData<string> Dependent => [.. DependentModels.Names];

    [Theory]
    [MemberData(nameof(Dependent))]
    public void Rows_that_depend_on_each_other_may_not(string name)
    {
        var outcome = Try(DependentModels.Of(name));

        Assert.Equal(RowSharing.Never, outcome.Verdict.Sharing);
        Assert.NotNull(outcome.Verdict.Why);
        Assert.Equal(name != "top-k", outcome.CountsRows);
    }

    [Theory]
    [InlineData("N")]
    [InlineData("")]
    public void A_list_of_the_largest_does_not_count_rows_whatever_its_dimension_is_called(string length)
    {
        var outcome = Try(DependentModels.TopK(length));

        Assert.Equal(RowSharing.Never, outcome.Verdict.Sharing);
        Assert.False(outcome.CountsRows);
    }

    [Fact]
    public void Where_every_made_up_row_is_refused_nothing_is_known() =>
        Assert.Equal(RowSharing.Unknown, Try(DependentModels.TakesRareIds(addsMean: true)).Verdict.Sharing);

    [Fact]
    public void Answers_that_are_all_the_same_show_nothing() =>
        Assert.Equal(RowSharing.Unknown, Try(OnnxModels.Constant(2, 1f)).Verdict.Sharing);

    [Fact]
    public void A_model_that_answers_one_row_in_two_ways_shows_nothing() =>
        Assert.Equal(RowSharing.Unknown, Try(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "n", 2).Node("RandomUniformLike", ["x"], ["y"]).Output("y", ElementType.Float32, "n", 2).Build()).Verdict.Sharing);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Samples_are_tried_in_each_others_company(bool addsMean)
    {
        ModelSample[] samples = [Sample(501), Sample(503, 504)];

        var outcome = Try(DependentModels.TakesRareIds(addsMean), samples);

        Assert.Equal(addsMean ? RowSharing.Never : RowSharing.Shared, outcome.Verdict.Sharing);

        static ModelSample Sample(params long[] ids) => new($"of {ids.Length}", new NamedValue("id", TensorValue.Copy(ids, ids.Length, 1)));
    }

    [Fact]
    public void Samples_are_tried_where_an_option_says_that_there_are_rows()
    {
        var sample = new ModelSample("s", new NamedValue("x", TensorValue.Copy<float>([1, 2, 3, 5], 2, 2)));

        Assert.Equal(RowSharing.Never, Try(DependentModels.Of("centred"), [sample], RowDimension.First).Verdict.Sharing);
        Assert.Equal(RowSharing.Shared, Try(DependentModels.Of("centred"), [], RowDimension.First).Verdict.Sharing);
    }

    [Fact]
    public void Outputs_in_other_shapes_than_declared_are_noted()
    {
        Assert.False(Try(DependentModels.ComesAs([-1, 1], "batch", 4)).IsAsDeclared);
        Assert.False(Try(DependentModels.WithoutRows()).IsAsDeclared);
    }

    private static byte[] Table(int rows) => OnnxModelBuilder.Create()
        .Input("id", ElementType.Int64, "batch", 1)
        .Gather(new float[] { 1, 2, 4 }[..rows], "id", "y")
        .Output("y", ElementType.Float32, "batch", 1).Build();

    private static RowTrialOutcome Try(byte[] model, ModelSample[]? samples = null, RowDimension rows = RowDimension.Auto)
    {
        using var session = TestModel.Load(model, new() { Rows = rows });
        using var limit = new RunLimit(RowTrial.LongestRun, TimeProvider.System, TestContext.Current.CancellationToken);
        return RowTrial.Run(session, samples ?? [], rows, limit, TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
