using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Subjects;
using InferenceKit.Benchmarks.Subjects.Library;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Tests.Subjects;

public sealed class TrafficHostTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    public static TheoryData<string> Kits { get; } = ["library", "raw"];

    [Theory]
    [MemberData(nameof(Kits))]
    public async Task Callers_get_the_scores_that_rows_have_alone(string kit)
    {
        using var shelf = new ModelShelf();
        var model = TrafficModel.Of(shelf.Build(ModelRole.Mlp, seed: 1));
        await using var host = await StartAsync(kit, new("m", model, model.DrawRows()));
        var traffic = new ClosedTraffic(host.Serve("m").CreateCallers(16));

        var sample = await traffic.MeasureAsync(TimeSpan.Zero, Short);

        Assert.True(sample.Calls > 0);
        Assert.Equal(0, traffic.Tally.NotAnswered);
    }

    [Theory]
    [MemberData(nameof(Kits))]
    public async Task A_score_of_another_row_is_noticed(string kit)
    {
        using var shelf = new ModelShelf();
        var model = TrafficModel.Of(shelf.Build(ModelRole.Mlp, seed: 1));
        var rows = model.DrawRows();
        var shifted = ScoredRows.Of([.. rows.Rows[1..], rows.Rows[0]], [.. Enumerable.Range(0, rows.Count).Select(i => 1000f)]);
        await using var host = await StartAsync(kit, new("m", model, shifted));
        var traffic = new ClosedTraffic(host.Serve("m").CreateCallers(2));

        await traffic.MeasureAsync(TimeSpan.Zero, Short);

        Assert.True(traffic.Tally.Of(CallOutcome.Wrong) > 0);
    }

    [Fact]
    public async Task A_row_that_must_fail_is_answered_by_its_failure_and_another_is_not()
    {
        using var shelf = new ModelShelf();
        var rows = BuiltPoison.Rows(isPoisoned: true);
        await using var host = await TrafficHost.StartAsync([new("m", BuiltPoison.Get(shelf), rows), new("unaware", BuiltPoison.Get(shelf), Unaware(rows))]);
        var aware = new ClosedTraffic([host.Serve("m").CreateCaller(0)]);
        var unaware = new ClosedTraffic([host.Serve("unaware").CreateCaller(0)]);

        await aware.MeasureAsync(TimeSpan.Zero, Short);
        await unaware.MeasureAsync(TimeSpan.Zero, Short);

        Assert.Equal(0, aware.Tally.NotAnswered);
        Assert.True(unaware.Tally.Of(CallOutcome.Failed) > 0);
    }

    [Fact]
    public async Task A_request_that_cannot_end_in_time_expires()
    {
        using var shelf = new ModelShelf();
        var (model, rows) = BuiltEndless.Get(shelf);
        await using var host = await TrafficHost.StartAsync([new("m", model, rows) { Mode = BatchingMode.Off, Timeout = TimeSpan.FromMilliseconds(20) }]);
        var stream = host.Serve("m").CreateStream();

        // The first row is the one that never ends.
        await OpenTraffic.RunAsync([(ArrivalSchedule.Constant(1000, TimeSpan.FromMilliseconds(0.5)), stream)]);

        Assert.Equal(1, stream.Started);
        Assert.Equal(1, stream.Tally.Of(CallOutcome.Expired));
    }

    private static ScoredRows Unaware(ScoredRows rows) => ScoredRows.Of(rows.Rows[..1], [0]);

    private static Task<ITrafficHost> StartAsync(string kit, HostedTraffic model) =>
        kit == "raw" ? new RawKit().StartTrafficAsync([model]) : new LibraryKit().StartTrafficAsync([model]);
}
