using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Tests.Load;

public sealed class OpenTrafficTests
{
    [Fact]
    public async Task Every_request_has_one_outcome_and_the_answered_ones_a_latency()
    {
        var stream = StubClient.Serve(4, row => row switch
        {
            0 => new(CallOutcome.Refused),
            1 => ValueTask.FromException<CallOutcome>(new InvalidOperationException()),
            2 => LaterAsync(),
            _ => new(CallOutcome.Answered),
        }).CreateStream();
        var ended = 0;
        stream.OnEnd = (_, _, _) => Interlocked.Increment(ref ended);

        await OpenTraffic.RunAsync([(ArrivalSchedule.Constant(4000, TimeSpan.FromMilliseconds(10)), stream)]);

        Assert.Equal(40, stream.Started);
        Assert.Equal(40, ended);
        Assert.Equal(20, stream.Answered);
        Assert.Equal(10, stream.Tally.Of(CallOutcome.Refused));
        Assert.Equal(10, stream.Tally.Of(CallOutcome.Failed));
        Assert.Equal(20, stream.Latencies.Take().Count);

        static async ValueTask<CallOutcome> LaterAsync()
        {
            await Task.Yield();
            return CallOutcome.Answered;
        }
    }

    [Fact]
    public async Task A_request_that_was_not_answered_does_not_keep_the_next_from_being_sent()
    {
        var all = new TaskCompletionSource<CallOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        var stream = StubClient.Serve(1, _ =>
        {
            if (Interlocked.Increment(ref calls) == 10)
                all.SetResult(CallOutcome.Answered);
            return new(all.Task);
        }).CreateStream();

        await OpenTraffic.RunAsync([(ArrivalSchedule.Constant(1000, TimeSpan.FromMilliseconds(10)), stream)]);

        Assert.Equal(10, stream.Answered);

        // The first was meant to start 9 ms before the last, whose call answers all of them.
        Assert.True(stream.Latencies.Take().Highest >= 9_000_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Several_models_get_their_requests_in_the_order_of_their_times(bool isSpinning)
    {
        var one = StubClient.Serve(1, _ => new(CallOutcome.Answered)).CreateStream();
        var other = StubClient.Serve(1, _ => new(CallOutcome.Answered)).CreateStream();
        var intended = new List<long>();
        one.OnEnd = other.OnEnd = (_, at, _) =>
        {
            lock (intended)
                intended.Add(at);
        };

        await OpenTraffic.RunAsync(
            [
                (ArrivalSchedule.Constant(1000, TimeSpan.FromMilliseconds(20)), one),
                (ArrivalSchedule.Constant(500, TimeSpan.FromMilliseconds(20)), other),
            ],
            isSpinning);

        Assert.Equal(20, one.Started);
        Assert.Equal(10, other.Started);
        Assert.Equal(20, intended.Distinct().Count());
    }
}
