namespace InferenceKit.ControlPlane.State;

/// <summary>
/// One model's edits as they are in effect here: what was last read from the store, and changes that are not in it yet. A
/// rollback must not wait for a disk, and what served before is known without one. Thread-safe.
/// </summary>
internal sealed class EditsOverlay
{
    private readonly Lock _lock = new();
    private readonly List<PendingChange> _pending = [];
    private ModelEdits _stored = ModelEdits.None;
    private ModelEdits _effective = ModelEdits.None;

    /// <summary>What is in effect.</summary>
    public ModelEdits Effective
    {
        get
        {
            lock (_lock) return _effective;
        }
    }

    /// <summary>Whether something is in effect that the store does not have.</summary>
    public bool IsPending
    {
        get
        {
            lock (_lock) return _pending.Count > 0;
        }
    }

    /// <summary>Takes over what the store has.</summary>
    public void Take(ModelEdits stored)
    {
        lock (_lock)
        {
            _stored = stored;
            Fold();
        }
    }

    /// <summary>Puts a change into effect.</summary>
    public void Add(PendingChange change)
    {
        lock (_lock)
        {
            _pending.Add(change);
            Fold();
        }
    }

    /// <summary>Takes a change back that is not to be stored after all.</summary>
    public void Remove(PendingChange change)
    {
        lock (_lock)
        {
            _pending.Remove(change);
            Fold();
        }
    }

    /// <summary>The changes that may be stored while a version serves, in order.</summary>
    public PendingChange[] Due(ModelVersion? serving)
    {
        lock (_lock) return [.. _pending.Where(c => c.Awaits is null || c.Awaits == serving)];
    }

    /// <summary>Ends the pending state of changes: they are in the store, or do not fit it any more.</summary>
    public void Complete(ModelEdits stored, PendingChange[] changes)
    {
        lock (_lock)
        {
            _stored = stored;
            _pending.RemoveAll(changes.Contains);
            Fold();
        }
    }

    // Computed at each change and not at each read: requests for the status read far more often. Under the lock.
    private void Fold()
    {
        var edits = _stored;
        foreach (var change in _pending) edits = change.Apply(edits) ?? edits;
        _effective = edits;
    }
}
