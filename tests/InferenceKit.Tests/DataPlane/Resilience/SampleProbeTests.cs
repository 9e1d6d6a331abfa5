using InferenceKit.Serving;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane.Resilience;

/// <summary>A broken version that came with samples is tried by them, and by no request of a user.</summary>
public sealed class SampleProbeTests
{
    private static readonly ServingPolicy Guarded = new() { Breaker = new() { FailureRatio = 0.5, MinimumRequests = 10, BreakDuration = TimeSpan.FromSeconds(5) } };

    [Fact]
    public async Task It_stays_open_until_a_replay_is_right()
    {
        var clock = new FakeTimeProvider();
        using var rig = new DataPlaneRig(time: clock);
        var model = DataPlaneRig.Times(2);
        var probes = 0;
        string? problem = "sample 'a' is wrong";
        var version = rig.Publish(model.CreateSession(), version: 1, policy: Guarded, probe: _ =>
        {
            Interlocked.Increment(ref probes);
            return problem;
        });
        model.FailWith(new InvalidOperationException("broken"));
        for (var i = 0; i < 10; i++) await rig.Predictor.TryPredictAsync(1);
        Assert.Equal((CircuitState.Open, 0), (version.Breaker.State, probes));

        clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.True(() => probes == 1 && version.Breaker.State == CircuitState.Open);
        Assert.Equal("sample 'a' is wrong", version.Breaker.Reason);
        var runs = model.RunsStarted;
        Assert.Equal(InferenceError.CircuitOpen, (await rig.Predictor.TryPredictAsync(1)).Failure!.Error);
        Assert.Equal(runs, model.RunsStarted);

        problem = null;
        model.FailWith(null);
        clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.True(() => version.Breaker.State == CircuitState.Closed);
        Assert.Equal(2, probes);
        Assert.Equal(2, (await rig.Predictor.PredictAsync(1)).Value);
    }

    [Fact]
    public async Task A_replay_that_throws_leaves_it_open_and_the_worker_alive()
    {
        var clock = new FakeTimeProvider();
        using var rig = new DataPlaneRig(time: clock);
        var model = DataPlaneRig.Times(2);
        var version = rig.Publish(model.CreateSession(), version: 1, policy: Guarded, probe: _ => throw new FormatException());
        model.FailWith(new InvalidOperationException("broken"));
        for (var i = 0; i < 10; i++) await rig.Predictor.TryPredictAsync(1);
        clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.True(() => version.Breaker.Reason == "its samples could not be run (FormatException)");
        Assert.Equal(CircuitState.Open, version.Breaker.State);
        Assert.Equal(0, version.InFlight);
    }
}
