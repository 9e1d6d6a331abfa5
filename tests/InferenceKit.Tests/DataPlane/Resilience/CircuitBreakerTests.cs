using InferenceKit.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane.Resilience;

/// <summary>A version that fails too often gets no request for a while.</summary>
public sealed class CircuitBreakerTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Too_many_failures_open_it_and_one_request_after_the_break_closes_it_again()
    {
        await using var rig = await RigAsync();
        await BreakAsync(rig);
        var runs = rig.Primary.RunsStarted;
        var refused = (await rig.Predictor.TryPredictAsync([1])).Failure!;
        Assert.Equal((InferenceError.CircuitOpen, TimeSpan.FromSeconds(5)), (refused.Error, refused.RetryAfter));
        Assert.Equal("fraud/1: the circuit breaker is open: 50 % of its requests failed.", refused.Message);
        Assert.Equal(runs, rig.Primary.RunsStarted);

        rig.Primary.FailWith(null);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(10, (await rig.Predictor.PredictAsync([1])).Value);
        Assert.Equal(CircuitState.Closed, StateOf(rig));
        Assert.Equal(20, (await rig.Predictor.PredictAsync([2])).Value);
    }

    [Fact]
    public async Task A_request_that_tries_and_fails_leaves_it_open_for_another_break()
    {
        await using var rig = await RigAsync();
        await BreakAsync(rig);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(InferenceError.ExecutionFailed, (await rig.Predictor.TryPredictAsync([1])).Failure!.Error);
        Assert.Equal(InferenceError.CircuitOpen, (await rig.Predictor.TryPredictAsync([1])).Failure!.Error);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(InferenceError.ExecutionFailed, (await rig.Predictor.TryPredictAsync([1])).Failure!.Error);
    }

    [Fact]
    public async Task Only_one_request_at_a_time_tries()
    {
        await using var rig = await RigAsync();
        await BreakAsync(rig);
        rig.Primary.FailWith(null);
        _clock.Advance(TimeSpan.FromSeconds(5));
        using var hold = rig.Primary.Hold();
        var started = rig.Primary.RunsStarted;
        var trial = Task.Run(() => rig.Predictor.TryPredictAsync([1]).AsTask());
        await Eventually.True(() => rig.Primary.RunsStarted == started + 1);
        Assert.Equal(InferenceError.CircuitOpen, (await rig.Predictor.TryPredictAsync([1])).Failure!.Error);
        Assert.Equal(CircuitState.HalfOpen, StateOf(rig));
        hold.Dispose();
        Assert.True((await trial).IsSuccess);
    }

    [Fact]
    public async Task Few_failures_or_few_requests_do_not_open_it()
    {
        await using var rig = await RigAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        for (var i = 0; i < 9; i++) await rig.Predictor.TryPredictAsync([1]);
        Assert.Equal(CircuitState.Closed, StateOf(rig));
        rig.Primary.FailWith(null);
        for (var i = 0; i < 100; i++) await rig.Predictor.TryPredictAsync([1]);
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        for (var i = 0; i < 50; i++) await rig.Predictor.TryPredictAsync([1]);
        Assert.Equal(CircuitState.Closed, StateOf(rig));
    }

    [Fact]
    public async Task What_is_not_the_versions_fault_does_not_count()
    {
        await using var rig = await RigAsync();
        for (var i = 0; i < 50; i++) Assert.Equal(InferenceError.InvalidInput, (await rig.Predictor.TryPredictAsync([1, 2])).Failure!.Error);
        Assert.Equal(CircuitState.Closed, StateOf(rig));
    }

    [Fact]
    public async Task Slow_requests_open_it_as_well()
    {
        await using var rig = await new ResilienceRig(_clock).Add(ResilienceRig.Model, new Testing.FakeModel(1, 1, (_, _) => _clock.Advance(TimeSpan.FromMilliseconds(20))), "2")
            .Say("CircuitBreaker:SlowPercent", "50").Say("CircuitBreaker:SlowAfter", "00:00:00.010").Say("CircuitBreaker:MinimumRequests", "10").StartAsync();
        for (var i = 0; i < 10; i++) Assert.True((await rig.Predictor.TryPredictAsync([1])).IsSuccess);
        Assert.Equal(
            "fraud/2: the circuit breaker is open: 50 % of its requests took longer than 10 ms.", (await rig.Predictor.TryPredictAsync([1])).Failure!.Message);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_or_forth_changes_nothing()
    {
        var wall = new SettableClock(_clock);
        await using var rig = await RigAsync(time: wall);
        await BreakAsync(rig);
        wall.Offset = TimeSpan.FromHours(-3);
        rig.Primary.FailWith(null);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(InferenceError.CircuitOpen, (await rig.Predictor.TryPredictAsync([1])).Failure!.Error);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await rig.Predictor.TryPredictAsync([1])).IsSuccess);
        Assert.Equal(CircuitState.Closed, StateOf(rig));
    }

    [Fact]
    public async Task An_open_breaker_falls_back_without_a_run()
    {
        await using var rig = await RigAsync(m => m.AddFallback("guess", (_, _) => 7));
        await BreakAsync(rig);
        var runs = rig.Primary.RunsStarted;
        var answer = await rig.Predictor.PredictAsync([1]);
        Assert.Equal((7f, FallbackReason.CircuitOpen), (answer.Value, answer.Info.Reason));
        Assert.Equal(runs, rig.Primary.RunsStarted);
    }

    private async Task<ResilienceRig> RigAsync(Action<ModelBuilder<float[], float>>? model = null, TimeProvider? time = null) =>
        await new ResilienceRig(time ?? _clock, model).Say("CircuitBreaker:FailurePercent", "50").Say("CircuitBreaker:MinimumRequests", "10").StartAsync();

    private static async Task BreakAsync(ResilienceRig rig)
    {
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        for (var i = 0; i < 10; i++) await rig.Predictor.TryPredictAsync([1]);
        Assert.Equal(CircuitState.Open, StateOf(rig));
    }

    /// <summary>A clock that somebody sets, while time goes on.</summary>
    private sealed class SettableClock(TimeProvider time) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Offset;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
    }

    private static CircuitState StateOf(ResilienceRig rig) =>
        rig.Services.GetRequiredService<ServingState>().Current.Models[0].Primary!.Breaker.State;
}
