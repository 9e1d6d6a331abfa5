using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.State;

namespace InferenceKit.ControlPlane.Lifecycle.Changes;

/// <summary>
/// Brings what is in effect into the store, beside the loop: a store that is slow or out of reach keeps nothing from being
/// served. One write at a time. Used by one model's loop alone.
/// </summary>
internal sealed class EditsWriter(string model, EditsOverlay overlay, LifecycleContext context, Action changed)
{
    private Task _write = Task.CompletedTask;
    private PendingChange? _lastTried;
    private int _failures;

    /// <summary>When a write that failed is worth another attempt.</summary>
    public DateTimeOffset RetryAt { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>Why the last write failed; null when it did not.</summary>
    public string? Error { get; private set; }

    /// <summary>Begins a write, if there is something to write and none is under way.</summary>
    public void Begin(ModelVersion? serving, CancellationToken stop)
    {
        // The end of a write wakes the loop, which then comes here again.
        if (!_write.IsCompleted || !overlay.IsPending) return;
        var due = overlay.Due(serving);
        // A write that failed waits for its next attempt, unless there is a new change.
        if (due.Length == 0 || (ReferenceEquals(due[^1], _lastTried) && context.Time.GetUtcNow() < RetryAt)) return;
        _lastTried = due[^1];
        _write = WriteAsync(due, stop);
    }

    /// <summary>The last chance: what is still pending when the host stops.</summary>
    public async Task FinishAsync(ModelVersion? serving)
    {
        await _write.ConfigureAwait(false);
        if (overlay.Due(serving) is { Length: > 0 } due) await WriteAsync(due, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task WriteAsync(PendingChange[] due, CancellationToken stop)
    {
        var lost = new List<PendingChange>();
        try
        {
            var stored = await context.Edits.ChangeAsync(model, edits => Apply(edits, due, lost), stop).ConfigureAwait(false);
            overlay.Complete(stored, due);
            foreach (var change in due) change.Report(lost.Contains(change) ? PendingOutcome.Lost : PendingOutcome.Stored);
            (RetryAt, Error, _failures) = (DateTimeOffset.MaxValue, null, 0);
        }
        catch (Exception e)
        {
            foreach (var change in due) change.Report(PendingOutcome.NotStored);
            if (stop.IsCancellationRequested) return;
            var before = Error;
            RetryAt = context.Time.GetUtcNow() + RetrySchedule.DelayAfter(context.Settings.Current.Lifecycle.RetryDelay, ++_failures);
            Error = e.Message;
            if (before != Error) ControlPlaneLog.StateNotWritten(context.Logger, e, model, e.Message);
        }
        changed();
    }

    private static ModelEdits Apply(ModelEdits edits, PendingChange[] due, List<PendingChange> lost)
    {
        // Cleared for each attempt: the state may be another one then.
        lost.Clear();
        foreach (var change in due)
        {
            if (change.Apply(edits) is { } next) edits = next;
            else lost.Add(change);
        }
        return edits;
    }
}
