using InferenceKit.Serving;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane;

public sealed class DeadlineTests
{
    private static readonly ServingPolicy OneSecond = new() { Timeout = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task A_caller_is_answered_at_its_deadline_while_the_run_is_stopped()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, policy: OneSecond);
        using var hold = model.Hold();

        var pending = rig.Predictor.TryPredictAsync(1, cancellationToken: TestContext.Current.CancellationToken).AsTask();
        await Eventually.True(() => model.RunsStarted == 1);
        rig.Clock.Advance(TimeSpan.FromMilliseconds(900));
        Assert.False(pending.IsCompleted);
        rig.Clock.Advance(TimeSpan.FromMilliseconds(200));

        var result = await pending;
        Assert.Equal(InferenceError.DeadlineExceeded, result.Failure!.Error);
        await Eventually.True(() => model.RunsEnded == 1);
        Assert.Equal(1, model.Terminations);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(2, true)]
    public async Task A_caller_that_goes_on_after_its_deadline_gets_no_success_although_the_run_was_in_time(int millisecondsLater, bool isSuccess)
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        using var ended = new MetricCollector<double>(rig.Meters, "InferenceKit", "inferencekit.prediction.duration");
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, policy: OneSecond);
        var hold = model.Hold();

        var pending = rig.Predictor.TryPredictAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        await Eventually.True(() => model.RunsStarted == 1);
        rig.Clock.Advance(TimeSpan.FromMilliseconds(995));
        hold.Dispose();
        await Eventually.True(() => pending.IsCompleted);
        rig.Clock.Advance(TimeSpan.FromMilliseconds(millisecondsLater));

        var result = await pending;
        Assert.Equal(isSuccess ? null : InferenceError.DeadlineExceeded, result.Failure?.Error);
        var measured = Assert.Single(ended.GetMeasurementSnapshot());
        Assert.Equal(isSuccess, measured.Tags["outcome"] is "success");
    }

    [Fact]
    public async Task A_slow_first_run_keeps_no_later_request_from_its_own()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true);
        var hold = model.Hold();
        var slow = rig.Predictor.TryPredictAsync(1, cancellationToken: TestContext.Current.CancellationToken).AsTask();
        await Eventually.True(() => model.RunsStarted == 1);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        hold.Dispose();
        Assert.True((await slow).IsSuccess);

        var next = await rig.Predictor.TryPredictAsync(1, new() { Timeout = TimeSpan.FromMilliseconds(100) }, TestContext.Current.CancellationToken);
        Assert.True(next.IsSuccess, next.Failure?.Message);
    }

    [Fact]
    public async Task A_run_that_cannot_be_stopped_is_abandoned_under_its_lease()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        var model = DataPlaneRig.Times(2);
        model.StopsWhenAsked = false;
        var version = rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, policy: OneSecond);
        var hold = model.Hold();

        var pending = rig.Predictor.TryPredictAsync(1, cancellationToken: TestContext.Current.CancellationToken).AsTask();
        await Eventually.True(() => model.RunsStarted == 1);
        rig.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(InferenceError.DeadlineExceeded, (await pending).Failure!.Error);

        // The version cannot be freed while the run goes on, and is freed once it has ended.
        rig.Serving.Publish(rig.Registration, m => m with { Primary = null, Versions = [] });
        var retired = DataPlaneRig.RetireAsync(version);
        Assert.False(retired.IsCompleted);
        Assert.Equal(1, version.InFlight);
        hold.Dispose();
        await retired;
        Assert.Equal(0, model.SessionsAlive);
    }

    [Fact]
    public async Task The_tighter_of_the_models_timeout_and_the_requests_wins()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 2, onWorkers: true, policy: OneSecond);
        using var hold = model.Hold();
        var ct = TestContext.Current.CancellationToken;

        var tighter = rig.Predictor.TryPredictAsync(1, new() { Timeout = TimeSpan.FromMilliseconds(100) }, ct).AsTask();
        var looser = rig.Predictor.TryPredictAsync(1, new() { Timeout = TimeSpan.FromMinutes(5) }, ct).AsTask();
        await Eventually.True(() => model.RunsStarted == 2);
        rig.Clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(InferenceError.DeadlineExceeded, (await tighter).Failure!.Error);
        Assert.False(looser.IsCompleted);
        rig.Clock.Advance(TimeSpan.FromMilliseconds(900));
        Assert.Equal(InferenceError.DeadlineExceeded, (await looser).Failure!.Error);
    }

    [Fact]
    public async Task Waiting_for_a_place_counts_against_the_deadline()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, policy: new() { Timeout = TimeSpan.FromSeconds(10) });
        using var hold = model.Hold();
        var ct = TestContext.Current.CancellationToken;
        var running = rig.Predictor.TryPredictAsync(1, cancellationToken: ct).AsTask();
        await Eventually.True(() => model.RunsStarted == 1);

        var waiting = rig.Predictor.TryPredictAsync(2, new() { Timeout = TimeSpan.FromSeconds(1) }, ct).AsTask();
        rig.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(InferenceError.DeadlineExceeded, (await waiting).Failure!.Error);
        Assert.False(running.IsCompleted);
        Assert.Equal(0, rig.Waiting);
    }

    [Fact]
    public async Task A_cancelled_run_lets_its_caller_go_and_is_stopped()
    {
        using var rig = new DataPlaneRig();
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true);
        using var hold = model.Hold();
        using var cancellation = new CancellationTokenSource();

        var pending = rig.Predictor.TryPredictAsync(1, cancellationToken: cancellation.Token).AsTask();
        await Eventually.True(() => model.RunsStarted == 1);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await Eventually.True(() => model.RunsEnded == 1);
    }

    [Fact]
    public async Task A_termination_never_hits_the_next_run()
    {
        using var rig = new DataPlaneRig();
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true);
        var ct = TestContext.Current.CancellationToken;
        for (var i = 0; i < 200; i++)
        {
            using var cancellation = new CancellationTokenSource();
            var first = rig.Predictor.TryPredictAsync(1, cancellationToken: cancellation.Token).AsTask();
            var cancel = cancellation.CancelAsync();
            try { await first; } catch (OperationCanceledException) { }
            await cancel;
            Assert.Equal(10, (await rig.Predictor.PredictAsync(5, cancellationToken: ct)).Value);
        }
    }

    [Fact]
    public async Task An_inline_run_that_outlives_its_deadline_is_stopped_and_later_runs_go_to_workers()
    {
        using var rig = new DataPlaneRig();
        var model = DataPlaneRig.Times(2);
        var version = rig.Publish(model, version: 1, concurrency: 1, policy: new() { Timeout = TimeSpan.FromMilliseconds(50) });
        using var hold = model.Hold();

        var result = await rig.Predictor.TryPredictAsync(1, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(InferenceError.DeadlineExceeded, result.Failure!.Error);
        Assert.True(version.RunTime.HasOverrun);
        Assert.Equal(0, rig.Workers.Threads);
        await rig.Predictor.TryPredictAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, rig.Workers.Threads);
    }
}
