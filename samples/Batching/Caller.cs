using System.Diagnostics;
using InferenceKit;

namespace Batching;

/// <summary>One caller that asks again as soon as it was answered. Used by one task.</summary>
internal sealed class Caller(IPredictor<float[], float> predictor, float[][] rows, int first)
{
    /// <summary>How long each answer took, in ticks of <see cref="Stopwatch"/>.</summary>
    public List<long> Latencies { get; } = new(100_000);

    /// <summary>The rows of the run that gave each answer, added up.</summary>
    public long RowsOfRuns { get; private set; }

    public int Failed { get; private set; }

    public async Task RunAsync(long from, long to)
    {
        for (var i = first; ; i = (i + 1) % rows.Length)
        {
            var ready = Stopwatch.GetTimestamp();
            if (ready >= to) return;
            // As in a web server, which takes each request from the thread pool's queue: the wait there is part of the latency.
            await Task.Yield();
            var result = await predictor.TryPredictAsync(rows[i]);
            var end = Stopwatch.GetTimestamp();
            if (ready < from || end > to) continue;
            if (!result.TryGet(out var prediction))
            {
                Failed++;
                continue;
            }
            Latencies.Add(end - ready);
            RowsOfRuns += prediction.Info.BatchSize;
        }
    }
}
