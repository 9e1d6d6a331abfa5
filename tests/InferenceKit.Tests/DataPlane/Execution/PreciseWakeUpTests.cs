using System.Collections.Concurrent;
using InferenceKit.DataPlane.Execution;

namespace InferenceKit.Tests.DataPlane.Execution;

public sealed class PreciseWakeUpTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void The_systems_clock_has_it()
    {
        using var wakeUp = WakeUp.Create(TimeProvider.System, () => { });

        Assert.IsType<PreciseWakeUp>(wakeUp);
    }

    [Fact]
    public void Each_request_is_followed_by_a_callback_and_never_before_its_time()
    {
        var called = new BlockingCollection<long>();
        using var wakeUp = new PreciseWakeUp(() => called.Add(Now));
        for (var i = 0; i < 40; i++)
        {
            // Past ones, precise sleeps alone, and coarse ones before.
            var asked = In(i % 5 * 1.3 - 0.5);
            wakeUp.At(asked);

            Assert.True(called.TryTake(out var at, Generous));
            Assert.True(at >= asked, $"{asked - at} ticks early");
        }
        Assert.Empty(called);
    }

    [Fact]
    public void A_sooner_request_is_not_kept_waiting_by_the_pending_one()
    {
        using var called = new SemaphoreSlim(0);
        using var wakeUp = new PreciseWakeUp(() => called.Release());
        wakeUp.At(In(3_600_000));
        wakeUp.At(In(1));

        Assert.True(called.Wait(Generous, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Whatever_many_threads_ask_for_is_answered_once_and_in_time()
    {
        const int Threads = 8, Each = 300;
        var waiting = new ConcurrentDictionary<int, (long Due, TaskCompletionSource<long> Answered)>();
        WakeUp? wakeUp = null;
        wakeUp = new PreciseWakeUp(() =>
        {
            var (now, next) = (Now, long.MaxValue);
            foreach (var (id, waiter) in waiting)
            {
                if (waiter.Due > now) next = Math.Min(next, waiter.Due);
                else if (waiting.TryRemove(id, out _)) waiter.Answered.SetResult(Now);
            }
            wakeUp!.At(next);
        });
        using var disposal = wakeUp;

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            var random = new Random(thread);
            for (var i = 0; i < Each; i++)
            {
                var (due, answered) = (In(random.NextDouble() * 3), new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
                waiting[thread] = (due, answered);
                Interlocked.MemoryBarrier();
                wakeUp.At(due);
                Assert.True(await answered.Task.WaitAsync(Generous) >= due);
            }
        })));
        Assert.Empty(waiting);
    }

    [Fact]
    public void Its_thread_lives_in_the_background_and_ends_with_it()
    {
        var seen = new BlockingCollection<Thread>();
        var wakeUp = new PreciseWakeUp(() => seen.Add(Thread.CurrentThread));
        wakeUp.At(Now);
        Assert.True(seen.TryTake(out var thread, Generous));
        Assert.Equal(("InferenceKit deadlines", true), (thread.Name, thread.IsBackground));

        wakeUp.At(In(3_600_000));
        wakeUp.Dispose();

        Assert.True(thread.Join(Generous));
        wakeUp.At(Now);
        Assert.Empty(seen);
    }

    [Fact]
    public void A_callback_may_dispose_it()
    {
        var seen = new BlockingCollection<Thread>();
        WakeUp? wakeUp = null;
        wakeUp = new PreciseWakeUp(() =>
        {
            wakeUp!.Dispose();
            seen.Add(Thread.CurrentThread);
        });
        wakeUp.At(Now);

        Assert.True(seen.TryTake(out var thread, Generous));
        Assert.True(thread.Join(Generous));
    }

    [Fact]
    public void Where_nothing_is_asked_for_nothing_comes_and_the_thread_ends_until_the_next_request()
    {
        var seen = new BlockingCollection<Thread>();
        using var wakeUp = new PreciseWakeUp(() => seen.Add(Thread.CurrentThread), idleTime: Soon);
        wakeUp.At(Now);
        Assert.True(seen.TryTake(out var first, Generous));
        Assert.True(first.Join(Generous));
        Assert.Empty(seen);

        wakeUp.At(Now);
        Assert.True(seen.TryTake(out var second, Generous));
        Assert.NotSame(first, second);
    }

    [Fact]
    public void No_request_is_lost_to_a_thread_that_is_about_to_end()
    {
        using var called = new SemaphoreSlim(0);
        using var wakeUp = new PreciseWakeUp(() => called.Release(), idleTime: TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 100; i++)
        {
            wakeUp.At(In(i % 10 * 0.1));
            Assert.True(called.Wait(Generous, TestContext.Current.CancellationToken));
            // Asks again at all distances from the end of the thread's idle time.
            SpinWait.SpinUntil(() => false, TimeSpan.FromMilliseconds(i % 3));
        }
    }

    [Fact]
    public void It_carries_nobodys_execution_context()
    {
        var ambient = new AsyncLocal<string?> { Value = "the first caller's" };
        var seen = new BlockingCollection<string>();
        using var wakeUp = new PreciseWakeUp(() => seen.Add(ambient.Value ?? "none"));
        wakeUp.At(Now);

        Assert.True(seen.TryTake(out var value, Generous));
        Assert.Equal("none", value);
    }

    [Fact]
    public void A_callback_that_throws_is_told_of_and_the_thread_goes_on()
    {
        var faults = new BlockingCollection<(Exception Fault, Thread Thread)>();
        using var wakeUp = new PreciseWakeUp(() => throw new InvalidOperationException("Fault."), e => faults.Add((e, Thread.CurrentThread)));
        wakeUp.At(Now);
        Assert.True(faults.TryTake(out var first, Generous));
        wakeUp.At(In(1));
        Assert.True(faults.TryTake(out var second, Generous));

        Assert.Equal("Fault.", second.Fault.Message);
        Assert.Same(first.Thread, second.Thread);
    }

    private static long Now => TimeProvider.System.GetTimestamp();

    private static long In(double milliseconds) => Now + (long)(milliseconds * TimeProvider.System.TimestampFrequency / 1000);
}
