using InferenceKit.Benchmarks.CommandLine;
using InferenceKit.Benchmarks.Tests.Inspecting;
using InferenceKit.Benchmarks.UserModels;
using InferenceKit.Testing;

namespace InferenceKit.Benchmarks.Tests.UserModels;

public sealed class UserSessionTests
{
    [Fact]
    public void Rows_are_one_named_sizes_are_taken_and_other_open_dimensions_have_a_default()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("open.onnx", OnnxModels.Identity(ElementType.Float32, "batch", "length", 3, "depth"));

        using var session = new UserSession(path, new Dictionary<string, long> { ["length"] = 5 });

        Assert.Equal([1, 5, 3, UserSession.DefaultSize], session.Inputs[0].Shape);
    }

    [Fact]
    public void Text_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("text.onnx", OnnxModels.Identity(ElementType.String, "batch", 2));

        var refused = Assert.Throws<UsageException>(() => new UserSession(path, new Dictionary<string, long>()));

        Assert.Contains("'x'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bound_loop_gives_the_first_element_of_each_row_also_where_outputs_are_made_by_the_runtime()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("forest.onnx", OnnxModels.ForestClassifier(4, new long[] { 3, 7, 9 }));
        using var session = new UserSession(path, new Dictionary<string, long>());
        using var loop = new UserBoundLoop(session, UserRows.Draw(64, session.Inputs));

        var labels = Enumerable.Range(0, 64).Select(_ => loop.Run(1)).Distinct().Order().ToArray();

        Assert.Equal("label", session.ScoreOutput);
        Assert.All(labels, l => Assert.Contains(l, new[] { 3.0, 7.0, 9.0 }));
    }
}
