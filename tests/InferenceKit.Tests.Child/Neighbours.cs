using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.Child;

/// <summary>
/// A model with long runs beside one with short runs, both under load until the slow one has answered so many times. Says "slow NUMBER" and
/// "fast NUMBER", the answers of each, "late NUMBER" of the fast model's requests that missed their deadline, and "failed NUMBER".
/// </summary>
internal static class Neighbours
{
    private const int SlowCallers = 2, FastCallers = 8;

    public static async Task RunAsync(string slowFile, string fastFile, int slowAnswers)
    {
        var services = new ServiceCollection();
        services.AddInference(o => o.State.Persist = false)
            .AddModel("slow", Codec.Scalar<float, float>(), m => m.FromFile(slowFile))
            .AddModel("fast", Codec.Scalar<float, float>(), m => m.FromFile(fastFile));
        await using var host = services.BuildServiceProvider();
        await host.StartInferenceAsync();
        await Signals.BeginAsync();

        var began = Stopwatch.GetTimestamp();
        var (slow, fast, late, failed) = (0, 0, 0, 0);
        bool GoesOn() => Volatile.Read(ref slow) < slowAnswers && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20);
        var slowCallers = Enumerable.Range(0, SlowCallers).Select(_ => Task.Run(async () =>
        {
            var predictor = host.GetRequiredKeyedService<IPredictor<float[], float>>("slow");
            while (GoesOn())
            {
                if ((await predictor.TryPredictAsync([1])).IsSuccess) Interlocked.Increment(ref slow);
                else Interlocked.Increment(ref failed);
            }
        })).ToArray();
        var fastCallers = Enumerable.Range(0, FastCallers).Select(_ => Task.Run(async () =>
        {
            var predictor = host.GetRequiredKeyedService<IPredictor<float[], float>>("fast");
            var options = new InferenceRequestOptions { Timeout = TimeSpan.FromSeconds(1) };
            while (GoesOn())
            {
                var result = await predictor.TryPredictAsync([1, 1], options);
                if (result.IsSuccess) Interlocked.Increment(ref fast);
                else if (result.Failure!.Error == InferenceError.DeadlineExceeded) Interlocked.Increment(ref late);
                else Interlocked.Increment(ref failed);
                // A caller has other work, too; without this one caller might never give up its thread.
                await Task.Yield();
            }
        })).ToArray();
        await Task.WhenAll([.. slowCallers, .. fastCallers]);

        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"slow {slow}"));
        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"fast {fast}"));
        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"late {late}"));
        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"failed {failed}"));
    }
}
