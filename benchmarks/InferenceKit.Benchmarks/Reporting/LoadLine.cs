using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Reporting;

/// <summary>What became of the requests for one model. Times are in milliseconds, of the answered ones in an open loop and of all in a closed one.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Load">How they came.</param>
/// <param name="Seconds">From the first to the last answer; in a closed loop the window in which they were counted.</param>
/// <param name="Requests">Sent, or answered in the window.</param>
/// <param name="Answered">As they should be.</param>
/// <param name="AnsweredPerSecond">Those, by the time.</param>
/// <param name="Wrong">With a score that the row does not have alone.</param>
/// <param name="Refused">For want of room.</param>
/// <param name="Expired">For their deadline, before or after it.</param>
/// <param name="Failed">For any other reason.</param>
/// <param name="CoreMicrosecondsPerRequest">
/// Time of all cores in the process, over the requests of all models; null in an open loop, whose sender keeps a core.
/// </param>
internal sealed record LoadLine(
    string Model, string Load, double Seconds, long Requests, long Answered, double AnsweredPerSecond, long Wrong, long Refused, long Expired, long Failed,
    double? Mean, double? P50, double? P90, double? P99, double? P999, double? Longest, double? CoreMicrosecondsPerRequest)
{
    public static LoadLine Of(
        string model, string load, TimeSpan elapsed, long requests, long answered, Tally tally, LatencyHistogram latencies, double? coreMicroseconds)
    {
        return new(
            model, load, elapsed.TotalSeconds, requests, answered, answered / elapsed.TotalSeconds, tally.Of(CallOutcome.Wrong), tally.Of(CallOutcome.Refused),
            tally.Of(CallOutcome.Expired), tally.Of(CallOutcome.Failed), Milliseconds(latencies.Mean), At(50), At(90), At(99), At(99.9), At(100), coreMicroseconds);

        double? At(double percent) => Milliseconds(latencies.Percentile(percent));
    }

    private static double? Milliseconds(double nanoseconds) => double.IsNaN(nanoseconds) ? null : nanoseconds / 1e6;
}
