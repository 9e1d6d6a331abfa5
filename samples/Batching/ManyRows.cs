using System.Diagnostics;
using InferenceKit;

namespace Batching;

/// <summary>The same rows of one caller in three ways. Times are medians.</summary>
/// <param name="Rows">How many.</param>
/// <param name="WhenAll">As single calls awaited together.</param>
/// <param name="OneCall">As one call.</param>
/// <param name="OneCallACore">As one call for each core.</param>
/// <param name="LargestDifference">Between the answers of the first two.</param>
internal sealed record ManyRows(int Rows, TimeSpan WhenAll, TimeSpan OneCall, TimeSpan OneCallACore, float LargestDifference)
{
    private const int Tries = 15;

    public static async Task<ManyRows> RunAsync(Server server, Subject subject)
    {
        var (predictor, rows) = (server.Predictor, subject.Rows);
        var (single, together) = (new float[rows.Length], new float[rows.Length]);
        var times = new (TimeSpan WhenAll, TimeSpan OneCall, TimeSpan OneCallACore)[Tries];
        // Alternating, so that other load on the machine meets all three.
        for (var i = 0; i < Tries; i++)
        {
            times[i] = (
                await TimeAsync(() => WhenAllAsync(predictor, rows, single)),
                await TimeAsync(() => predictor.PredictManyAsync(rows, together).AsTask()),
                await TimeAsync(() => InPartsAsync(predictor, rows, new float[rows.Length])));
        }
        return new(
            rows.Length, Median(times.Select(t => t.WhenAll)), Median(times.Select(t => t.OneCall)), Median(times.Select(t => t.OneCallACore)),
            single.Zip(together, (a, b) => Math.Abs(a - b)).Max());
    }

    /// <summary>Not to be copied: each row is a request by itself, and while runs are short each is over before the next is begun.</summary>
    private static async Task WhenAllAsync(IPredictor<float[], float> predictor, float[][] rows, float[] answers)
    {
        var predictions = await Task.WhenAll(rows.Select(row => predictor.PredictAsync(row).AsTask()));
        for (var i = 0; i < answers.Length; i++) answers[i] = predictions[i].Value;
    }

    /// <summary>The runs of one call come one after the other: a long list can use all cores as a few calls.</summary>
    private static Task InPartsAsync(IPredictor<float[], float> predictor, float[][] rows, float[] answers)
    {
        var part = (rows.Length / Environment.ProcessorCount) + 1;
        return Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(i =>
        {
            var from = Math.Min(i * part, rows.Length);
            var length = Math.Min(part, rows.Length - from);
            return Task.Run(() => predictor.PredictManyAsync(rows.AsMemory(from, length), answers.AsMemory(from, length)).AsTask());
        }));
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ElementAt(Tries / 2);
}
