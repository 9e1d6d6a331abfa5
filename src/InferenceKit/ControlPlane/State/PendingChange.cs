namespace InferenceKit.ControlPlane.State;

/// <summary>What became of a change at the store, after it took effect in this process.</summary>
internal enum PendingOutcome
{
    Stored,
    /// <summary>Not yet: it is in effect, and is tried again.</summary>
    NotStored,
    /// <summary>Another change was stored before it, and stands instead.</summary>
    Lost,
}

/// <summary>A change that is in effect in this process before it is in the store. Immutable but for its outcome.</summary>
/// <param name="apply">Pure; null when the change does not fit the state any more.</param>
/// <param name="awaits">The version that has to serve before the change is stored; null for at once.</param>
internal sealed class PendingChange(Func<ModelEdits, ModelEdits?> apply, ModelVersion? awaits = null)
{
    // Continuations run elsewhere, so that a caller that waits does not hold up the writer of the store.
    private readonly TaskCompletionSource<PendingOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ModelVersion? Awaits => awaits;

    /// <summary>The first outcome; also of a change that is stored later, after a first failure.</summary>
    public Task<PendingOutcome> Outcome => _outcome.Task;

    public ModelEdits? Apply(ModelEdits edits) => apply(edits);

    public void Report(PendingOutcome outcome) => _outcome.TrySetResult(outcome);
}
