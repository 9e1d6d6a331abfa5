using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Execution;

/// <summary>Decides where a run happens: on its caller's thread or on a worker. Pure.</summary>
internal static class RunPlacement
{
    /// <summary>
    /// Inline only what is over long before anybody could miss it: under 1 ms, and under a quarter of the time left, in
    /// 99 of 100 runs; a version that once overran its deadline inline does not get another chance.
    /// </summary>
    /// <param name="estimate">What is known of the version's runs.</param>
    /// <param name="timeLeft">Until the deadline; <see cref="long.MaxValue"/> for no deadline.</param>
    /// <param name="frequency">Timestamp ticks a second.</param>
    public static bool IsInline(RunTimeEstimate estimate, long timeLeft, long frequency) =>
        estimate.P99 is var p99 && p99 < frequency / 1000 && p99 < timeLeft / 4 && !estimate.HasOverrun;
}
