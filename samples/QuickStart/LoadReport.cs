using System.Diagnostics;
using InferenceKit;

namespace QuickStart;

/// <summary>What all callers together saw.</summary>
internal sealed record LoadReport(
    int Callers, int Swaps, TimeSpan Duration, int Answers, int Failed, string? FirstFailure,
    TimeSpan Median, TimeSpan P99, IReadOnlyDictionary<ModelVersion, int> AnswersByVersion)
{
    public double AnswersPerSecond => Answers / Duration.TotalSeconds;

    public static LoadReport Of(IReadOnlyList<Caller> callers, int swaps, TimeSpan duration)
    {
        var latencies = callers.SelectMany(caller => caller.Latencies).Order().ToArray();
        return new(
            callers.Count, swaps, duration, latencies.Length, callers.Sum(caller => caller.Failed),
            callers.Select(caller => caller.FirstFailure).FirstOrDefault(failure => failure is not null),
            Quantile(latencies, 0.5), Quantile(latencies, 0.99),
            callers.SelectMany(caller => caller.AnswersByVersion).GroupBy(count => count.Key, count => count.Value)
                .ToDictionary(version => version.Key, version => version.Sum()));
    }

    private static TimeSpan Quantile(long[] sorted, double quantile) =>
        Stopwatch.GetElapsedTime(0, sorted[(int)(quantile * (sorted.Length - 1))]);
}
