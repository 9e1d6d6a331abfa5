using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Two loops with one caller each, alternating on this thread. Pairs are in nanoseconds a call.</summary>
internal static class LoopComparison
{
    /// <summary>Enough that a call of microseconds is not drowned by reading the clock; few enough for one of a second.</summary>
    private const int FirstCalls = 8;

    public static Pair[] Measure(ICallLoop subject, ICallLoop baseline, Sampling sampling)
    {
        var calls = WarmUp(subject, baseline, sampling);
        return Interleaved.Measure(() => Time(subject, calls), () => Time(baseline, calls), sampling.Pairs);
    }

    /// <returns>As <see cref="Measure"/>, in microseconds a call.</returns>
    public static Pair[] MeasureMicroseconds(ICallLoop subject, ICallLoop baseline, Sampling sampling) =>
        [.. Measure(subject, baseline, sampling).Select(pair => new Pair(pair.Subject / 1000, pair.Baseline / 1000))];

    /// <summary>Warms both up alternately, so that both are compiled with profiles of real calls, and finds how many calls a sample takes.</summary>
    private static int WarmUp(ICallLoop subject, ICallLoop baseline, Sampling sampling)
    {
        var calls = FirstCalls;
        var until = Ticks.Now + Ticks.FromSeconds(sampling.WarmUp.TotalSeconds);
        var least = double.MaxValue;
        do
        {
            // The least of all rounds: one that was disturbed would make every sample too short.
            least = Math.Min(least, Math.Max(Time(subject, calls), Time(baseline, calls)));
            calls = Math.Max(1, (int)(sampling.Sample.TotalNanoseconds / least));
        }
        while (Ticks.Now < until);
        return calls;
    }

    private static double Time(ICallLoop loop, int calls)
    {
        var began = Ticks.Now;
        loop.Run(calls);
        return (double)Ticks.ToNanoseconds(Ticks.Now - began) / calls;
    }
}
