using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane.Resilience;

/// <summary>How a request's time is shared out over its chain.</summary>
public sealed class FallbackTimeTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_first_attempt_that_hangs_leaves_the_chain_its_share_of_the_time()
    {
        await using var rig = await new ResilienceRig(_clock, m => m.AddFallback("guess", (_, _) => 7))
            .Say("Timeout", "00:00:01").Say("Fallback:10:Use", "guess").Say("Fallback:10:TimePercent", "25").StartAsync();
        using var hold = rig.Primary.Hold();
        var caller = await HangAsync(rig);

        _clock.Advance(TimeSpan.FromMilliseconds(740));
        Assert.False(caller.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(60));
        var answer = await caller;
        Assert.Equal((7f, FallbackReason.Timeout), (answer.GetOrThrow().Value, answer.GetOrThrow().Info.Reason));
    }

    [Fact]
    public async Task A_delegate_that_takes_longer_than_there_is_time_is_no_answer_and_from_then_on_keeps_nobody_waiting()
    {
        using var block = new ManualResetEventSlim();
        var blocks = false;
        await using var rig = await new ResilienceRig(_clock, m => m.AddFallback("slow", (_, _) =>
        {
            if (blocks) block.Wait();
            else _clock.Advance(TimeSpan.FromSeconds(2));
            return 7;
        })).Say("Timeout", "00:00:01").StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        Assert.Equal(InferenceError.DeadlineExceeded, (await rig.Predictor.TryPredictAsync([1])).Failure!.Error);

        blocks = true;
        var caller = rig.Predictor.TryPredictAsync([1]).AsTask();
        Assert.False(caller.IsCompleted);
        await Eventually.True(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(300));
            return caller.IsCompleted;
        });
        Assert.Equal(InferenceError.DeadlineExceeded, (await caller).Failure!.Error);
        block.Set();
    }

    [Fact]
    public async Task A_delegate_that_waits_is_told_when_the_time_is_over()
    {
        CancellationToken told = default;
        await using var rig = await new ResilienceRig(_clock, m => m.AddFallback("remote", async (_, _, end) =>
        {
            told = end;
            await Task.Delay(Timeout.InfiniteTimeSpan, end);
            return 7;
        })).Say("Timeout", "00:00:01").StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        var caller = rig.Predictor.TryPredictAsync([1]).AsTask();
        _clock.Advance(TimeSpan.FromMilliseconds(900));
        Assert.False(caller.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(InferenceError.DeadlineExceeded, (await caller).Failure!.Error);
        Assert.True(told.IsCancellationRequested);
    }

    [Fact]
    public async Task As_many_callers_as_there_are_may_wait_for_one_delegate_at_a_time()
    {
        var answer = new TaskCompletionSource<float>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await new ResilienceRig(_clock, m => m.AddFallback("remote", (_, _, _) => new ValueTask<float>(answer.Task)))
            .Say("Timeout", "00:00:01").StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        var callers = Enumerable.Range(0, 1_000).Select(_ => rig.Predictor.TryPredictAsync([1]).AsTask()).ToArray();
        answer.SetResult(7);
        Assert.All(await Task.WhenAll(callers), r => Assert.Equal(7, r.GetOrThrow().Value));
    }

    [Fact]
    public async Task Calls_of_a_delegate_that_do_not_come_back_are_bounded_and_make_room_when_they_do()
    {
        var answer = new TaskCompletionSource<float>();
        await using var rig = await new ResilienceRig(_clock, m => m.AddFallback("remote", (_, _, _) => new ValueTask<float>(answer.Task)))
            .Say("Timeout", "00:00:01").StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        var callers = Enumerable.Range(0, 300).Select(_ => rig.Predictor.TryPredictAsync([1]).AsTask()).ToArray();
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.All(await Task.WhenAll(callers), r => Assert.Equal(InferenceError.DeadlineExceeded, r.Failure!.Error));

        var refused = (await rig.Predictor.TryPredictAsync([1])).Failure!;
        Assert.Contains("have not come back", refused.Message, StringComparison.Ordinal);
        answer.SetResult(7);
        // They come back on threads of the pool.
        await Eventually.True(() => rig.Predictor.TryPredictAsync([1]).AsTask() is { IsCompletedSuccessfully: true, Result.IsSuccess: true });
    }

    private static async Task<Task<PredictionResult<float>>> HangAsync(ResilienceRig rig)
    {
        var started = rig.Primary.RunsStarted;
        var caller = Task.Run(() => rig.Predictor.TryPredictAsync([1]).AsTask());
        await Eventually.True(() => rig.Primary.RunsStarted == started + 1);
        return caller;
    }
}
