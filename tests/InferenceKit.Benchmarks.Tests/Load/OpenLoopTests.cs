using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Tests.Load;

public sealed class OpenLoopTests
{
    [Fact]
    public async Task A_stall_is_charged_to_every_request_that_should_have_started_during_it()
    {
        // 1,000 requests within 100 ms, and the first answer comes only once all of them are due.
        var caller = new ScriptedCaller(call =>
        {
            if (call == 0)
                Spin(TimeSpan.FromMilliseconds(100));
            return new(true);
        });

        var result = await OpenLoop.RunAsync(caller, ArrivalSchedule.Constant(10_000, TimeSpan.FromMilliseconds(100)));

        Assert.Equal(1000, result.Latencies.Count);
        Assert.True(result.Latencies.Percentile(50) > 40e6, $"p50 {result.Latencies.Percentile(50)} ns");
    }

    [Fact]
    public async Task Failures_are_counted_whenever_they_come()
    {
        var later = new TaskCompletionSource<bool>();
        var caller = new ScriptedCaller(call => call switch
        {
            0 => new(false),
            1 => new(later.Task),
            2 => ValueTask.FromException<bool>(new InvalidOperationException()),
            _ => new(true),
        });

        var running = OpenLoop.RunAsync(caller, ArrivalSchedule.Constant(1000, TimeSpan.FromMilliseconds(5)));
        later.SetResult(false);
        var result = await running;

        Assert.Equal(3, result.Failed);
        Assert.Equal(5, result.Calls);
        Assert.Equal(5, result.Latencies.Count);
    }

    [Fact]
    public async Task It_ends_when_told_to_although_more_is_scheduled()
    {
        var stop = new StopFlag();
        var caller = new ScriptedCaller(call =>
        {
            if (call == 9)
                stop.Raise();
            return new(true);
        });

        var result = await OpenLoop.RunAsync(caller, ArrivalSchedule.Constant(100_000, TimeSpan.FromHours(1)), stop);

        Assert.Equal(10, result.Calls);
    }

    private static void Spin(TimeSpan time)
    {
        var until = Ticks.Now + Ticks.FromSeconds(time.TotalSeconds);
        while (Ticks.Now < until)
            Thread.SpinWait(50);
    }
}
