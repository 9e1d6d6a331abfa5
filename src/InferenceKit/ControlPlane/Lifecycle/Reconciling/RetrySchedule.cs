
namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>How long to wait before trying again: twice as long each time, up to a limit. Pure.</summary>
internal static class RetrySchedule
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    /// <param name="first">The first pause.</param>
    /// <param name="failures">Failures in a row, at least one.</param>
    public static TimeSpan DelayAfter(TimeSpan first, int failures)
    {
        // At least a short pause, because without one the loop would never rest.
        if (first < Shortest) first = Shortest;
        if (first >= Longest) return first;
        var delay = first * Math.Pow(2, Math.Min(failures - 1, 30));
        return delay < Longest ? delay : Longest;
    }
}
