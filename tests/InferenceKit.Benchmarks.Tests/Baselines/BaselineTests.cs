using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Scenarios;

namespace InferenceKit.Benchmarks.Tests.Baselines;

public sealed class BaselineTests
{
    [Theory]
    [InlineData("Mlp")]
    [InlineData("SmallBoostedTrees")]
    [InlineData("Forest")]
    [InlineData("Mnist")]
    public void The_ways_to_call_with_one_row_agree(string role)
    {
        using var shelf = new ModelShelf();
        var model = shelf.Build(Enum.Parse<ModelRole>(role), seed: 3);
        using var session = new RawSession(model);
        var rows = model.Distribution.Draw(32, session.RowLength);
        using var bound = new BoundLoop(session, rows);

        SameAnswers.Check(new NamedValueLoop(session, rows), bound, rows.Length);
        SameAnswers.Check(new FreshValueLoop(session, rows), bound, rows.Length);
    }

    [Fact]
    public void Runs_of_any_size_agree_when_the_rows_are_no_multiple_of_it()
    {
        using var shelf = new ModelShelf();
        var model = shelf.Build(ModelRole.Forest, seed: 3);
        using var session = new RawSession(model);
        var rows = model.Distribution.Draw(103, session.RowLength);
        using var one = new BoundRows(session, 1);
        using var some = new BoundRows(session, 8);

        SameAnswers.Check(some, one, rows);
    }

    [Fact]
    public void Both_ways_of_ml_net_agree_with_the_runtime()
    {
        using var shelf = new ModelShelf();
        var model = shelf.Build(ModelRole.SmallBoostedTrees, seed: 3);
        using var session = new RawSession(model);
        var rows = model.Distribution.Draw(20, session.RowLength);
        using var bound = new BoundRows(session, 20);
        var mlNet = new MlNetModel(model, session);

        SameAnswers.Check(new MlNetEngineRows(mlNet), bound, rows);
        SameAnswers.Check(new MlNetTransformRows(mlNet), bound, rows);
    }
}
