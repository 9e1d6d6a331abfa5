using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Child;

/// <summary>
/// A host whose thread pool is blocked, by its callers or by something else. Says "answered NUMBER", "expired NUMBER", "failed NUMBER" and
/// "slowest MILLISECONDS", of the slowest call.
/// </summary>
internal static class Starvation
{
    private const int Threads = 40, BlockingCallers = 200, CallsEach = 5, AwaitingCalls = 100, HurriedCallers = 6;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static int s_answered, s_expired, s_failed;
    private static long s_slowest;

    public static async Task RunAsync(string file, BatchingMode mode, string way)
    {
        var services = new ServiceCollection();
        services.AddInference(o => o.State.Persist = false).AddModel("model", Codec.Scalar<float, float>(), m => m.FromFile(file).Configure(o =>
        {
            o.Batching.Mode = mode;
            if (way != "block") o.Execution.MaxConcurrency = 1;
        }));
        await using var host = services.BuildServiceProvider();
        await host.StartInferenceAsync();
        var predictor = host.GetRequiredService<IPredictor<float[], float>>();
        await Signals.BeginAsync();
        if (!ThreadPool.SetMinThreads(Threads, Threads) || !ThreadPool.SetMaxThreads(Threads, Threads)) throw new InvalidOperationException("The pool cannot be limited.");

        Action<IPredictor<float[], float>> call = way switch
        {
            "block" => Block,
            "await" => p => WithoutPool(() => AwaitAll(p)),
            "expire" => p => WithoutPool(() => ExpireAll(p)),
            _ => throw new ArgumentException($"There is no way '{way}'.", nameof(way)),
        };
        // This method may itself be on a thread of the pool.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => GiveUp(ended.Task)) { IsBackground = true }.Start();
        new Thread(() =>
        {
            call(predictor);
            Tell();
            ended.SetResult();
        }).Start();
        await ended.Task;
    }

    // A pool that is blocked for good would keep this process from its end, too.
    private static void GiveUp(Task ended)
    {
        if (ended.Wait(Limit)) return;
        Tell();
        Environment.Exit(3);
    }

    private static void Tell()
    {
        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"answered {s_answered}"));
        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"expired {s_expired}"));
        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"failed {s_failed}"));
        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"slowest {s_slowest}"));
    }

    // More callers than threads, and every one of them keeps a thread of the pool until it has its answers.
    private static void Block(IPredictor<float[], float> predictor)
    {
        using var done = new CountdownEvent(BlockingCallers);
        for (var i = 0; i < BlockingCallers; i++)
        {
            ThreadPool.QueueUserWorkItem(_ =>
            {
                for (var call = 0; call < CallsEach; call++) CallAndBlock(predictor, [call, 1], call + 1, null);
                done.Signal();
            });
        }
        done.Wait();
    }

    // The continuations of these callers have no thread of the pool to run on.
    private static void AwaitAll(IPredictor<float[], float> predictor)
    {
        using var done = new CountdownEvent(AwaitingCalls);
        for (var i = 0; i < AwaitingCalls; i++) _ = CallAsync(i);
        done.Wait();

        async Task CallAsync(int call)
        {
            var began = Stopwatch.GetTimestamp();
            Count(await predictor.TryPredictAsync([call, 1]).ConfigureAwait(false), call + 1, began);
            done.Signal();
        }
    }

    // One of them runs for ever and the others wait for it.
    private static void ExpireAll(IPredictor<float[], float> predictor)
    {
        var options = new InferenceRequestOptions { Timeout = TimeSpan.FromMilliseconds(300) };
        var callers = Enumerable.Range(0, HurriedCallers).Select(_ => new Thread(() => CallAndBlock(predictor, [1, 1], 2, options))).ToArray();
        foreach (var caller in callers) caller.Start();
        foreach (var caller in callers) caller.Join();
    }

    private static void WithoutPool(Action action)
    {
        using var release = new ManualResetEventSlim();
        using var blocked = new CountdownEvent(Threads);
        for (var i = 0; i < Threads; i++)
        {
            ThreadPool.QueueUserWorkItem(_ =>
            {
                blocked.Signal();
                release.Wait();
            });
        }
        blocked.Wait();
        action();
        release.Set();
    }

    private static void CallAndBlock(IPredictor<float[], float> predictor, float[] input, float expected, InferenceRequestOptions? options)
    {
        var began = Stopwatch.GetTimestamp();
        Count(predictor.TryPredictAsync(input, options).AsTask().GetAwaiter().GetResult(), expected, began);
    }

    private static void Count(PredictionResult<float> result, float expected, long began)
    {
        var took = (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        for (var slowest = Volatile.Read(ref s_slowest); took > slowest; slowest = Volatile.Read(ref s_slowest))
            Interlocked.CompareExchange(ref s_slowest, took, slowest);
        if (result.TryGet(out var prediction) && prediction.Value.Equals(expected)) Interlocked.Increment(ref s_answered);
        else if (result.Failure?.Error == InferenceError.DeadlineExceeded) Interlocked.Increment(ref s_expired);
        else Interlocked.Increment(ref s_failed);
    }
}
