namespace InferenceKit.Runtime;

/// <summary>How a run is stopped, and what becomes of the slot of one that does not stop.</summary>
internal sealed partial class Slot
{
    private bool _terminated;
    private long _stoppedAt;

    /// <summary>Whether the run was asked to stop; read by the renter.</summary>
    public bool WasTerminated => Volatile.Read(ref _terminated);

    /// <summary>Whether the deadline has passed or the caller has given up, as far as a thread without the lease can tell.</summary>
    public bool IsDue(long now)
    {
        if (Deadline <= now) return true;
        // A copy: the renter may reset the field between two reads of it.
        var cancellation = Cancellation;
        return cancellation.IsCancellationRequested || _members is { SomebodyLeft: true };
    }

    /// <summary>Lets go of callers whose time is over or that gave up, and stops the run in flight if none is left.</summary>
    public void StopIfDue(long now)
    {
        if (!TryHold()) return;
        // The slot may have been rented anew since the caller looked; it cannot be while it is in this state.
        var batch = Volatile.Read(ref _current);
        try
        {
            if (batch is null || !IsDue(now)) return;
            if (_members is { } members && members.LetGo(now) is var next && next != IRunMembers.Nobody)
            {
                // The run goes on for those who are left.
                Deadline = next;
                return;
            }
            if (_terminated) return;
            _stoppedAt = now;
            _terminated = true;
            Version.Instruments.Runs.NoteStopped();
            batch.Terminate();
        }
        finally
        {
            // Whatever happened: a slot left in this state would never come back.
            Volatile.Write(ref _state, Busy);
        }
    }

    /// <summary>Whether a run was asked to stop before that time and has not ended, as far as a thread without the lease can tell.</summary>
    public bool IsStuck(long stoppedBefore) => Volatile.Read(ref _terminated) && _stoppedAt <= stoppedBefore;

    /// <summary>Puts another slot in the place of this one if its run is stuck. Its callers have all been answered then, but for one that is inline.</summary>
    public void GiveUpIfStuck(long stoppedBefore, long now)
    {
        if (!TryHold()) return;
        var state = Busy;
        IRunMembers? members = null;
        try
        {
            if (Volatile.Read(ref _current) is null || !IsStuck(stoppedBefore)) return;
            Version.Replace(this);
            state = GivenUp;
            members = _members;
            members?.GiveUp(now);
        }
        finally
        {
            Volatile.Write(ref _state, state);
        }
        Version.UpdateService();
        members?.OnReplaced(now);
        if (Version.Queue.HasWaiting) Version.Queue.OnPlaceFree();
    }

    /// <summary>Whether the slot is busy, and now in the hands of who asks.</summary>
    private bool TryHold()
    {
        var spin = new SpinWait();
        int state;
        while ((state = Interlocked.CompareExchange(ref _state, Terminating, Busy)) == Terminating) spin.SpinOnce();
        return state == Busy;
    }

    // By the thread of the run, which has come back at last; nobody else looks at the slot any more.
    private void EndZombie()
    {
        Volatile.Write(ref _state, Closed);
        try
        {
            DisposeBuffers();
        }
        finally
        {
            // Last: the session may be disposed from here on.
            Version.EndZombie();
        }
    }

    private void ResetTermination()
    {
        _single?.ResetTermination();
        _many?.ResetTermination();
        _values?.ResetTermination();
        _terminated = false;
    }
}
