using System.Diagnostics;

namespace Batching;

/// <summary>What so many callers at a time saw.</summary>
internal sealed record CallersRound(int Callers, double AnswersPerSecond, TimeSpan Median, TimeSpan P99, double RowsPerRun, int Failed)
{
    /// <summary>Until code is compiled and batching has learnt how many rows pay.</summary>
    private static readonly TimeSpan RampUp = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(700);

    public static async Task<CallersRound> RunAsync(Server server, Subject subject, int count)
    {
        var callers = Enumerable.Range(0, count)
            .Select(i => new Caller(server.Predictor, subject.Rows, first: i * subject.Rows.Length / count)).ToArray();
        var from = Stopwatch.GetTimestamp() + (long)(RampUp.TotalSeconds * Stopwatch.Frequency);
        var to = from + (long)(Window.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(callers.Select(caller => Task.Run(() => caller.RunAsync(from, to))));

        var latencies = callers.SelectMany(caller => caller.Latencies).Order().ToArray();
        return new(
            count, latencies.Length / Window.TotalSeconds, Quantile(latencies, 0.5), Quantile(latencies, 0.99),
            callers.Sum(caller => caller.RowsOfRuns) / (double)Math.Max(1, latencies.Length), callers.Sum(caller => caller.Failed));
    }

    private static TimeSpan Quantile(long[] sorted, double quantile) =>
        sorted.Length == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(0, sorted[(int)(quantile * (sorted.Length - 1))]);
}
