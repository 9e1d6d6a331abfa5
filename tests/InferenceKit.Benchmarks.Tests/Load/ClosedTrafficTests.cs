using System.Collections.Concurrent;
using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Tests.Load;

public sealed class ClosedTrafficTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Callers_that_never_wait_share_the_pools_threads()
    {
        // Far more callers than threads: if one kept its thread, some row would never be asked for.
        var seen = new ConcurrentDictionary<int, bool>();
        var served = StubClient.Serve(512, row =>
        {
            seen[row] = true;
            return new(CallOutcome.Answered);
        });

        await new ClosedTraffic(served.CreateCallers(512)).MeasureAsync(TimeSpan.Zero, TimeSpan.FromSeconds(0.5));

        Assert.Equal(512, seen.Count);
    }

    [Fact]
    public async Task No_caller_has_two_calls_under_way()
    {
        int open = 0, most = 0;
        var traffic = new ClosedTraffic(StubClient.Serve(8, _ => AnswerAsync()).CreateCallers(1));

        var sample = await traffic.MeasureAsync(TimeSpan.Zero, Short);

        Assert.Equal(1, most);
        Assert.True(sample.Calls > 0);
        Assert.True(sample.Latencies.Count > 0);

        async ValueTask<CallOutcome> AnswerAsync()
        {
            most = Math.Max(most, Interlocked.Increment(ref open));
            await Task.Yield();
            Interlocked.Decrement(ref open);
            return CallOutcome.Answered;
        }
    }

    [Fact]
    public async Task What_is_not_answered_as_it_should_be_is_counted_by_its_outcome()
    {
        var calls = 0;
        var traffic = new ClosedTraffic(StubClient.Serve(3, _ => new((Interlocked.Increment(ref calls) % 3) switch
        {
            0 => CallOutcome.Refused,
            1 => CallOutcome.Wrong,
            _ => CallOutcome.Answered,
        })).CreateCallers(1));

        await traffic.MeasureAsync(TimeSpan.Zero, Short);

        Assert.InRange(traffic.Tally.Of(CallOutcome.Refused), (calls / 3) - 1, (calls / 3) + 1);
        Assert.Equal(traffic.Tally.Of(CallOutcome.Refused) + traffic.Tally.Of(CallOutcome.Wrong), traffic.Tally.NotAnswered);
    }

    [Fact]
    public async Task Only_every_so_many_th_call_is_timed_where_that_is_asked_for()
    {
        var calls = 0;
        var traffic = new ClosedTraffic(StubClient.Serve(1, _ =>
        {
            calls++;
            return new(CallOutcome.Answered);
        }).CreateCallers(1), timedEvery: 16);

        var sample = await traffic.MeasureAsync(TimeSpan.Zero, Short);

        Assert.InRange(sample.Latencies.Count, 1, (calls / 16) + 1);
    }
}
