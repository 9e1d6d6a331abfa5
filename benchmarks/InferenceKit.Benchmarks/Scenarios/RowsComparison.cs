using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Two ways to score the same rows, alternating on this thread. Pairs are in rows a second.</summary>
internal static class RowsComparison
{
    public static Pair[] Measure(IManyRows subject, IManyRows baseline, float[][] rows, Sampling sampling)
    {
        var scores = new float[rows.Length];
        var times = 1;
        var until = Ticks.Now + Ticks.FromSeconds(sampling.WarmUp.TotalSeconds);
        var most = 0.0;
        do
        {
            // The most of all rounds: one that was disturbed would make every sample too short.
            most = Math.Max(most, Math.Min(RowsPerSecond(subject, times), RowsPerSecond(baseline, times)));
            times = Math.Max(1, (int)(sampling.Sample.TotalSeconds * most / rows.Length));
        }
        while (Ticks.Now < until);

        return Interleaved.Measure(() => RowsPerSecond(subject, times), () => RowsPerSecond(baseline, times), sampling.Pairs);

        double RowsPerSecond(IManyRows side, int repeats)
        {
            var began = Ticks.Now;
            for (var i = 0; i < repeats; i++)
                side.Predict(rows, scores);
            return (double)rows.Length * repeats / Ticks.ToSeconds(Ticks.Now - began);
        }
    }
}
