using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Tests.Load;

public sealed class ClosedLoopTests
{
    [Fact]
    public async Task Every_caller_calls_until_the_time_is_over_and_all_calls_are_counted()
    {
        var callers = Enumerable.Range(0, 3).Select(_ => new ScriptedCaller(_ => new(true))).ToArray();

        var result = await ClosedLoop.RunAsync(callers, TimeSpan.FromMilliseconds(50));

        Assert.All(callers, c => Assert.True(c.Calls > 0));
        Assert.Equal(callers.Sum(c => (long)c.Calls), result.Calls);
        Assert.Equal(0, result.Failed);
        Assert.Equal(result.Calls / result.Elapsed.TotalSeconds, result.CallsPerSecond, 6);
    }

    [Fact]
    public async Task A_caller_whose_answers_come_later_sends_its_next_call_only_then()
    {
        var open = 0;
        var mostOpen = 0;
        var caller = new ScriptedCaller(_ => AnswerAsync());

        var result = await ClosedLoop.RunAsync([caller], TimeSpan.FromMilliseconds(20), recordLatencies: true);

        Assert.Equal(1, mostOpen);
        Assert.Equal(result.Calls, result.Failed);
        Assert.Equal(result.Calls, result.Latencies.Count);

        async ValueTask<bool> AnswerAsync()
        {
            mostOpen = Math.Max(mostOpen, Interlocked.Increment(ref open));
            await Task.Yield();
            Interlocked.Decrement(ref open);
            return false;
        }
    }
}
