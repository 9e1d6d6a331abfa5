using System.Threading.Tasks.Sources;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// A run on a worker and the caller that waits for it. Whoever is first, the run's end or the caller's deadline,
/// decides who gives the slot back: the caller after a run that ended, the worker after a caller that left.
/// </summary>
internal sealed class PendingRun(Slot slot, RunBatch batch, long deadline, CancellationToken cancellation)
    : IRunMembers, IWorkItem, IValueTaskSource<RunOutcome?>
{
    private const int Waiting = 0, Ended = 1, Abandoned = 2;
    private ManualResetValueTaskSourceCore<RunOutcome?> _source = new() { RunContinuationsAsynchronously = true };
    private int _state;

    /// <summary>How the run ended, or null when the caller was let go before.</summary>
    public ValueTask<RunOutcome?> Task => new(this, _source.Version);

    /// <summary>Runs on the calling worker.</summary>
    public void Run() => _ = RunAsync();

    public void Refuse(Exception cause) => End(new(RunStatus.OutOfMemory, "no thread could be made for the run.", cause));

    public bool SomebodyLeft => cancellation.IsCancellationRequested;

    public long LetGo(long now)
    {
        if (deadline > now && !SomebodyLeft) return deadline;
        if (Interlocked.CompareExchange(ref _state, Abandoned, Waiting) == Waiting) _source.SetResult(null);
        return IRunMembers.Nobody;
    }

    /// <summary>The caller cancelled: stops the run and lets the caller go at once.</summary>
    public void Cancel(TimeProvider time) => slot.StopIfDue(time.GetTimestamp());

    private async Task RunAsync() => End(await SupervisedRun.RunAsync(slot.Version.Session, batch).ConfigureAwait(false));

    private void End(RunOutcome outcome)
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Waiting) == Waiting) _source.SetResult(outcome);
        else SlotRelease.Release(slot, batch);
    }

    RunOutcome? IValueTaskSource<RunOutcome?>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<RunOutcome?>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<RunOutcome?>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
