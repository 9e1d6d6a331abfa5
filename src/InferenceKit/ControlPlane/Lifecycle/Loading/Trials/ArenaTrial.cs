using InferenceKit.Configuration;
using InferenceKit.Sessions;
using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Trials;

/// <summary>
/// Finds out whether a version runs better without an arena. Its lock is what concurrent runs of a small model meet at: up
/// to a third of their time, or nothing, depending on the model and the machine.
/// </summary>
internal sealed class ArenaTrial(ISessionFactory sessions, int cores, ILogger logger, TimeProvider time)
{
    // In longer runs, the time of allocations does not matter.
    private static readonly TimeSpan LongestRun = TimeSpan.FromMilliseconds(0.1);

    // A second session of a large file would cost the load time and memory that the gain is not worth.
    private const long LargestFile = 16 << 20;

    // Much shorter than the time slice of the system's scheduler, whose switches must not coincide with those between the two sides.
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(0.4);

    // After two slices, so that the trial leaves the cores to other work for four fifths of the time.
    private static readonly TimeSpan Pause = 8 * Slice;

    /// <summary>Whether the host has left the choice open, and it can make a difference.</summary>
    public bool IsWorthwhile(ModelSettings settings, ModelSession session, long bytes, WarmUpOutcome warmUp) =>
        settings.Session is { UseArena: null, MaxArenaBytes: null } && settings.MaxConcurrency != 1 && session.AllocatesFromArena && cores > 1 && bytes <= LargestFile
        && warmUp is { CanRun: true, Problem: null } && warmUp.TypicalRun > TimeSpan.Zero && warmUp.TypicalRun < LongestRun;

    /// <summary>Loads a session without an arena, and measures two callers at a time on each.</summary>
    /// <param name="request">What is loaded.</param>
    /// <param name="session">The session with an arena. Still the caller's when this throws.</param>
    /// <param name="path">The file it was loaded from.</param>
    /// <param name="findProblem">Why a session may not serve; null when it may.</param>
    /// <param name="rows">What a trial showed of the model's rows and outputs.</param>
    /// <param name="limit">Stops runs without an end.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The session to serve; the other one is disposed.</returns>
    /// <exception cref="OperationCanceledException">The host is stopping.</exception>
    public ModelSession Choose(
        LoadRequest request, ModelSession session, string path, Func<ModelSession, string?> findProblem, RowTrialOutcome rows, RunLimit limit, CancellationToken cancellationToken)
    {
        ModelSession? other = null;
        try
        {
            other = sessions.LoadForTrial(request.Id, path, request.Settings.Session with { UseArena = false }, cancellationToken);
            rows.Apply(other);
            var verdict = new ArenaVerdict();
            var problem = Measure(verdict, session, other, request.IsBesideTraffic, limit, cancellationToken);
            if (problem is null && verdict.IsBetterWithout) problem = findProblem(other);
            if (problem is not null) ControlPlaneLog.ArenaKept(logger, null, request.Id, problem);
            else if (Judge(request.Id, verdict)) (session, other) = (other, session);
            return session;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The session with an arena serves well, so a failed trial is no failure of the load.
            ControlPlaneLog.ArenaKept(logger, e, request.Id, e.Message);
            return session;
        }
        finally
        {
            other?.Dispose();
        }
    }

    private bool Judge(ModelId id, ArenaVerdict verdict)
    {
        var microsecond = time.TimestampFrequency / 1e6 * TwoCallers.Runs;
        ControlPlaneLog.ArenaMeasured(
            logger, id, verdict.Pairs, verdict.WithArena / microsecond, verdict.Without / microsecond, usesArena: !verdict.IsBetterWithout);
        return verdict.IsBetterWithout;
    }

    /// <returns>Null, or why there is no verdict.</returns>
    private string? Measure(
        ArenaVerdict verdict, ModelSession session, ModelSession other, bool isBesideTraffic, RunLimit limit, CancellationToken cancellationToken)
    {
        using var with = new TrialSide(session);
        using var without = new TrialSide(other);
        if ((with.WarmUp(limit) ?? without.WarmUp(limit)) is { } problem) return problem;
        using var callers = new TwoCallers(limit, Slice, isBesideTraffic, time);
        while (verdict.IsOpen)
        {
            if (isBesideTraffic) cancellationToken.WaitHandle.WaitOne(Pause);
            // A B, then B A, so that a drift of the machine favours neither.
            var (first, second) = verdict.Pairs % 2 == 0 ? (with, without) : (without, with);
            var (one, two) = (callers.Measure(first), callers.Measure(second));
            cancellationToken.ThrowIfCancellationRequested();
            if (one is null || two is null) return "runs failed, or took too long";
            if (first == with) verdict.Add(one.Value, two.Value);
            else verdict.Add(two.Value, one.Value);
        }
        return null;
    }
}
