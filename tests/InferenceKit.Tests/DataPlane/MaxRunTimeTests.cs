using InferenceKit.Serving;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane;

/// <summary>The limit of every run, for callers that have no deadline.</summary>
public sealed class MaxRunTimeTests
{
    private static readonly ServingPolicy TwoSeconds = new() { Timeout = Timeout.InfiniteTimeSpan, MaxRunTime = TimeSpan.FromSeconds(2) };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_takes_longer_is_stopped_and_its_caller_told_the_limit(bool onWorkers)
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: onWorkers, policy: TwoSeconds);
        using var hold = model.Hold();

        // An inline run takes its caller's thread.
        var running = Task.Run(() => rig.Predictor.TryPredictAsync(1).AsTask(), TestContext.Current.CancellationToken);
        await Eventually.True(() => model.RunsStarted == 1);
        rig.Clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(0, model.Terminations);
        rig.Clock.Advance(TimeSpan.FromSeconds(0.2));

        var failure = (await running).Failure!;
        Assert.Equal(InferenceError.ExecutionFailed, failure.Error);
        Assert.Equal("doubler/1: the run did not end within 00:00:02 (Execution:MaxRunTime) and was stopped.", failure.Message);
        await Eventually.True(() => model.RunsEnded == 1);
    }

    [Fact]
    public async Task Callers_are_told_although_the_run_does_not_stop()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        var model = DataPlaneRig.Times(2);
        model.StopsWhenAsked = false;
        rig.Publish(model, version: 1, concurrency: 2, onWorkers: true, policy: TwoSeconds);
        using var hold = model.Hold();
        var one = rig.Predictor.TryPredictAsync(1).AsTask();
        var many = rig.Predictor.PredictManyAsync(new float[3], new float[3]).AsTask();
        await Eventually.True(() => model.RunsStarted == 2);

        rig.Clock.Advance(TimeSpan.FromSeconds(2.1));

        Assert.Equal(InferenceError.ExecutionFailed, (await one).Failure!.Error);
        Assert.Equal(InferenceError.ExecutionFailed, (await Assert.ThrowsAsync<InferenceException>(() => many)).Failure.Error);
    }

    [Fact]
    public async Task A_deadline_that_is_sooner_counts_as_before()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, policy: TwoSeconds);
        using var hold = model.Hold();
        var running = rig.Predictor.TryPredictAsync(1, new() { Timeout = TimeSpan.FromSeconds(1) }).AsTask();
        await Eventually.True(() => model.RunsStarted == 1);

        rig.Clock.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Equal(InferenceError.DeadlineExceeded, (await running).Failure!.Error);
    }

    [Fact]
    public async Task Time_in_the_queue_is_no_time_of_the_run()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        var gate = new RunGate(2);
        var model = gate.Model;
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, policy: TwoSeconds);
        var first = gate.Hold();
        var running = rig.Predictor.TryPredictAsync(1).AsTask();
        await Eventually.True(() => model.RunsStarted == 1);
        var waiting = rig.Predictor.TryPredictAsync(2).AsTask();
        rig.Clock.Advance(TimeSpan.FromSeconds(1.5));
        using var second = gate.Hold();
        first.Dispose();
        Assert.True((await running).IsSuccess);
        await Eventually.True(() => model.RunsStarted == 2);

        rig.Clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(0, model.Terminations);
        second.Dispose();

        Assert.Equal(4, (await waiting).GetOrThrow().Value);
    }

    [Fact]
    public async Task The_limit_can_be_changed_while_the_host_runs_and_left_away()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        var version = rig.Publish(DataPlaneRig.Times(2), version: 1, policy: TwoSeconds);
        var second = rig.Time.TimestampFrequency;
        Assert.Equal(10 + 2 * second, version.EndOfRun(10, long.MaxValue));
        Assert.Equal(10 + second, version.EndOfRun(10, 10 + second));

        rig.Serving.Publish(rig.Registration, m => m with { Policy = TwoSeconds with { MaxRunTime = Timeout.InfiniteTimeSpan } });

        Assert.Equal(long.MaxValue, version.EndOfRun(10, long.MaxValue));
        Assert.True((await rig.Predictor.TryPredictAsync(1)).IsSuccess);
    }

    [Fact]
    public async Task A_loop_of_a_real_model_that_never_ends_is_stopped_and_the_next_request_served()
    {
        var services = new ServiceCollection();
        services.AddInference().AddModel<float, float>(
            "looper", (x, writer) => writer.Row<float>(0)[0] = x, reader => reader.Row<float>(0)[0],
            m => m.FromBytes(OnnxModels.EndlessLoopWhenPositive()).Configure(o =>
            {
                o.Resilience.Timeout = Timeout.InfiniteTimeSpan;
                o.Execution.MaxRunTime = TimeSpan.FromMilliseconds(200);
            }));
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var predictor = provider.GetRequiredService<IPredictor<float, float>>();

        for (var i = 0; i < 2; i++)
        {
            var failure = (await predictor.TryPredictAsync(1)).Failure!;
            Assert.Equal(InferenceError.ExecutionFailed, failure.Error);
            Assert.Contains("looper/1: the run did not end within 00:00:00.2", failure.Message, StringComparison.Ordinal);
            Assert.Equal(-1, (await predictor.PredictAsync(-1)).Value);
        }
        Assert.Equal(0, provider.GetRequiredService<IModelLifecycle>().Models[0].Versions[0].ZombieRuns);
    }
}
