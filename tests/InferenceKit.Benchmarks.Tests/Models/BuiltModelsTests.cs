using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Models;

namespace InferenceKit.Benchmarks.Tests.Models;

public sealed class BuiltModelsTests
{
    public static TheoryData<string> Roles { get; } = [.. Enum.GetNames<ModelRole>()];

    [Theory]
    [MemberData(nameof(Roles))]
    public void Every_role_has_a_model_that_runs_and_whose_score_depends_on_the_row(string role)
    {
        using var shelf = new ModelShelf();
        var model = shelf.Build(Enum.Parse<ModelRole>(role), seed: 1);
        using var session = new RawSession(model);
        using var loop = new BoundLoop(session, model.Distribution.Draw(16, session.RowLength));

        var scores = Enumerable.Range(0, 16).Select(_ => loop.Run(1)).ToArray();

        Assert.All(scores, s => Assert.True(double.IsFinite(s)));
        Assert.True(scores.Distinct().Count() > 1);
    }

    [Fact]
    public void Another_seed_is_another_version_with_the_same_inputs_and_outputs()
    {
        using var shelf = new ModelShelf();
        using var first = new RawSession(shelf.Build(ModelRole.Mlp, seed: 1));
        using var second = new RawSession(shelf.Build(ModelRole.Mlp, seed: 2));
        var rows = RowDistribution.Normal.Draw(4, first.RowLength);
        using var firstLoop = new BoundLoop(first, rows);
        using var secondLoop = new BoundLoop(second, rows);

        Assert.Equal(first.Outputs.Select(o => (o.Name, o.Type, o.RowLength)), second.Outputs.Select(o => (o.Name, o.Type, o.RowLength)));
        Assert.NotEqual(firstLoop.Run(4), secondLoop.Run(4));
    }
}
