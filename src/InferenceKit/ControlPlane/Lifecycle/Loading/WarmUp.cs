using InferenceKit.ControlPlane.Lifecycle.Loading.Trials;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>
/// Runs a new version on made-up rows, so that its first callers do not pay for first runs, and measures a typical one.
/// A model may refuse zeros, or never end on them. That is reported, and does not stop the load.
/// </summary>
internal static class WarmUp
{
    private const int Runs = 8;

    // The assumed time of a run where none could be measured: long enough that runs do not use a caller's thread.
    private static readonly TimeSpan Unknown = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <param name="session">The new version's session.</param>
    /// <param name="limit">Stops runs without an end.</param>
    /// <param name="time">Measures.</param>
    /// <param name="pause">Whether to leave the cores to other work for four fifths of the time.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static WarmUpOutcome Run(ModelSession session, RunLimit limit, TimeProvider time, bool pause, CancellationToken cancellationToken)
    {
        var runs = new RunTimes(Runs);
        string? problem = null;
        Exception? cause = null;
        try
        {
            if (!ZeroRow.CanWrite(session.Signature)) return new(Unknown, "its inputs cannot be made up", null, CanRun: false);
            problem = limit.HasStopped ? Endless(limit) : Measure(session, limit, time, pause, runs, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            (problem, cause) = (e.Message, e);
        }
        return new(runs.Count == 0 ? Unknown : time.GetElapsedTime(0, runs.Median()), problem, cause, runs.Count > 0);
    }

    private static string? Measure(
        ModelSession session, RunLimit limit, TimeProvider time, bool pause, RunTimes runs, CancellationToken cancellationToken)
    {
        using var batch = session.CreateRows(1);
        var begin = time.GetTimestamp();
        // The first run is cold. It counts only if there is no other.
        for (var i = 0; i <= Runs && (i < 2 || time.GetElapsedTime(begin) < Budget); i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = time.GetTimestamp();
            var problem = RunRows(session, batch, 1, limit);
            cancellationToken.ThrowIfCancellationRequested();
            if (problem is not null) return problem;
            var ticks = time.GetTimestamp() - start;
            if (i == 1) runs.Clear();
            runs.Add(ticks);
            if (pause) Pause(time.GetElapsedTime(0, ticks) * 4, cancellationToken);
        }
        return null;
    }

    public static string? RunRows(ModelSession session, RowBatch batch, int rows, RunLimit limit)
    {
        batch.BeginRun();
        for (var i = 0; i < rows; i++) ZeroRow.Write(batch);
        var outcome = limit.Run(session, batch);
        return outcome.Status switch
        {
            RunStatus.Completed => null,
            RunStatus.Terminated when limit.HasStopped => Endless(limit),
            _ => $"{outcome.Status}: {outcome.Message}",
        };
    }

    private static string Endless(RunLimit limit) =>
        $"a run did not end within {limit.Limit.TotalSeconds:F0} s and was stopped; how long runs take is not known, so they are kept off callers' threads.";

    // Not a timer: the first timer of a process starts the timer thread, which would inherit the idle class from this thread.
    private static void Pause(TimeSpan pause, CancellationToken cancellationToken)
    {
        if (pause > TimeSpan.Zero) cancellationToken.WaitHandle.WaitOne(pause < LongestPause ? pause : LongestPause);
    }
}
