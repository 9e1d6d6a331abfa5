using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>Tries the usual numbers of rows a run and keeps the fastest: the baseline gets the best it can have.</summary>
internal static class BestRowsPerRun
{
    private const int Rounds = 5;
    private static readonly int[] Candidates = [8, 16, 32, 64, 128, 256, 512, 1024, 2048];

    public static BoundRows Find(RawSession session, float[][] rows)
    {
        var scores = new float[rows.Length];
        var tried = Candidates.Where(c => c <= rows.Length).Select(c => new BoundRows(session, c)).ToArray();
        var times = tried.Select(_ => new double[Rounds]).ToArray();

        // Round by round rather than candidate by candidate, so that a passing disturbance does not pick the winner.
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < tried.Length; i++)
            {
                var began = Ticks.Now;
                tried[i].Predict(rows, scores);
                if (round >= 0)
                    times[i][round] = Ticks.ToSeconds(Ticks.Now - began);
            }
        }

        var best = Enumerable.Range(0, tried.Length).MinBy(i => Median.Of(times[i]));
        foreach (var other in tried.Where((_, i) => i != best))
            other.Dispose();
        return tried[best];
    }
}
