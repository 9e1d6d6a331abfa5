using InferenceKit.Runtime.Rows;
using InferenceKit.Sessions;
using InferenceKit.Testing;
using InferenceKit.Tests.Sessions;

namespace InferenceKit.Tests.Runtime.Rows;

public sealed class RowIndependenceTests
{
    private static readonly RowVerdict Unknown = new(RowSharing.Unknown, "nothing is known");

    [Fact]
    public void The_first_shared_runs_are_looked_at_and_then_few()
    {
        var checks = new Checks();
        var rows = new RowIndependence(null!, RowVerdict.Shared, checks);
        using var session = TestModel.Load(OnnxModels.RowSum(2));
        using var batch = Ran(session, 3);

        for (var i = 0; i < 1000; i++) rows.AfterRun(batch);

        Assert.Equal(8, checks.Samples.Count);
        Assert.All(checks.Samples, sample => Assert.Equal((3, 2), (sample.RowsOfRun, sample.Rows.Length)));
        Assert.Equal([0f, 1f], checks.Samples[0].Rows[0].Inputs.Values[0].Value.AsSpan<float>().ToArray());
        Assert.Equal([4f, 5f], checks.Samples[0].Rows[1].Inputs.Values[0].Value.AsSpan<float>().ToArray());
        Assert.Equal([9f], ((TensorValue)checks.Samples[0].Rows[1].Outputs[0]).AsSpan<float>().ToArray());
    }

    [Fact]
    public void A_run_that_is_not_looked_at_costs_no_memory()
    {
        var rows = new RowIndependence(null!, RowVerdict.Shared, new Checks());
        using var session = TestModel.Load(OnnxModels.RowSum(2));
        using var single = Ran(session, 1);
        using var batch = Ran(session, 3);
        for (var i = 0; i < 100; i++) rows.AfterRun(batch);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++)
        {
            rows.AfterRun(batch);
            rows.AfterRun(single);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Runs_of_one_row_are_looked_at_as_long_as_nothing_is_known()
    {
        var checks = new Checks();
        var rows = new RowIndependence(null!, Unknown, checks);
        using var session = TestModel.Load(OnnxModels.RowSum(2));
        using var single = Ran(session, 1);

        rows.AfterRun(single);
        Assert.Single(checks.Samples);
        Assert.False(rows.MayShare);
        Assert.False(rows.NeverShares);
        Assert.Equal("nothing is known", rows.WhyNot);

        rows.Begin();
        Assert.True(rows.MayShare);
        Assert.Null(rows.WhyNot);
        rows.AfterRun(single);
        Assert.Single(checks.Samples);
    }

    [Fact]
    public void Sharing_that_has_ended_does_not_begin_again()
    {
        var checks = new Checks();
        var told = 0;
        var rows = new RowIndependence(null!, RowVerdict.Shared, checks) { Changed = _ => told++ };
        using var session = TestModel.Load(OnnxModels.RowSum(2));
        using var batch = Ran(session, 3);

        rows.End("they differ");
        rows.End("again");
        rows.Begin();
        rows.AfterRun(batch);

        Assert.True(rows.NeverShares);
        Assert.Equal("they differ", rows.WhyNot);
        Assert.Equal(1, told);
        Assert.Empty(checks.Samples);
    }

    [Fact]
    public void A_listener_that_throws_changes_nothing()
    {
        var rows = new RowIndependence(null!, RowVerdict.Shared, new Checks()) { Changed = _ => throw new InvalidOperationException() };

        rows.End("they differ");

        Assert.True(rows.NeverShares);
    }

    [Fact]
    public void Nothing_is_copied_where_there_is_no_room()
    {
        var checks = new Checks { IsFull = true };
        var rows = new RowIndependence(null!, RowVerdict.Shared, checks);
        using var session = TestModel.Load(OnnxModels.RowSum(2));
        using var batch = Ran(session, 3);

        for (var i = 0; i < 100; i++) rows.AfterRun(batch);

        Assert.Empty(checks.Samples);
    }

    [Fact]
    public void Large_rows_are_looked_at_but_rarely()
    {
        var checks = new Checks();
        var rows = new RowIndependence(null!, RowVerdict.Shared, checks);
        using var session = TestModel.Load(OnnxModels.RowSum(300_000));
        using var batch = Ran(session, 2);

        for (var i = 0; i < 100; i++) rows.AfterRun(batch);

        Assert.Single(Assert.Single(checks.Samples).Rows);
    }

    [Fact]
    public void A_sample_has_what_its_run_had_and_not_what_a_refused_row_brought()
    {
        var checks = new Checks();
        var rows = new RowIndependence(null!, Unknown, checks);
        using var session = TestModel.Load(OnnxModelBuilder.Create()
            .Input("x", ElementType.Float32, "batch", 1)
            .OptionalInput("offset", OnnxTensor.Vector(10f))
            .Add("x", "offset", "y")
            .Output("y", ElementType.Float32, "batch", 1).Build());
        using var batch = session.CreateRows(2);
        batch.BeginRun();
        batch.BeginRow().Row<float>(0)[0] = 1;
        batch.EndRow();
        var refused = batch.BeginRow();
        refused.Write<float>(1, [5]);
        refused.Row<float>(0)[0] = 2;
        Assert.False(batch.EndRow());
        session.RunCompletely(batch);

        rows.AfterRun(batch);

        var row = Assert.Single(Assert.Single(checks.Samples).Rows);
        Assert.Equal("x", Assert.Single(row.Inputs.Values.ToArray()).Name);
        Assert.Equal([11f], ((TensorValue)row.Outputs[0]).AsSpan<float>().ToArray());
    }

    private static RowBatch Ran(ModelSession session, int rows)
    {
        var batch = session.CreateRows(rows);
        batch.BeginRun();
        for (var row = 0; row < rows; row++)
        {
            var values = batch.BeginRow().Row<float>(0);
            for (var i = 0; i < values.Length; i++) values[i] = row * 2 + i;
            batch.EndRow();
        }
        session.RunCompletely(batch);
        return batch;
    }

    private sealed class Checks : IRowChecks
    {
        public List<RowSample> Samples { get; } = [];

        public bool IsFull { get; init; }

        public bool HasRoom(long bytes) => !IsFull;

        public void Offer(RowSample sample) => Samples.Add(sample);
    }
}
