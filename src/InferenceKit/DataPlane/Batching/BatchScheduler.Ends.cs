namespace InferenceKit.DataPlane.Batching;

/// <summary>What follows a turn: another, on the same thread or on another, or nothing.</summary>
internal sealed partial class BatchScheduler
{
    /// <summary>A runner has no place, or nothing to do: it goes.</summary>
    public void Retire(BatchRunner runner, bool hadNoPlace)
    {
        lock (_lock)
        {
            if (hadNoPlace) _starting--;
            _running--;
        }
        _shared.Threads.Return(this, runner.Length > RunLength.Short, runner.Ticks);
        Interlocked.MemoryBarrier();
        if (!HasWaiting) return;
        // A place may have become free between the look for it and now; giving it back pumps.
        if (hadNoPlace) _version.TryRentLast()?.Return();
        else
            lock (_lock) PumpAndLook();
    }

    /// <summary>A run is over and its slot given back: the next one may begin, on another thread.</summary>
    public void EndTurn(BatchRunner runner, long now)
    {
        lock (_lock)
        {
            Note(runner, now);
            if (HasTurn(runner, now, out _, out _))
            {
                // The thread's place goes to the next runner.
                _starting++;
                Rent().Start(runner.Length);
                return;
            }
            _running--;
        }
        GiveBack(runner);
    }

    /// <summary>A run is over, and its runner has a slot for the next: takes what that is to run.</summary>
    /// <returns>Why it has these rows; null when there is nothing to do, and the runner does not count any more.</returns>
    public ReleaseReason? NextTurn(BatchRunner runner, List<QueuedRequest> taken, int mostRows, long now)
    {
        List<QueuedRequest>? late = null;
        ReleaseReason? reason = null;
        lock (_lock)
        {
            Note(runner, now);
            LimitRows(mostRows);
            if (HasTurn(runner, now, out var state, out var decision)) reason = TakeRows(runner, state, decision, taken, ref late);
            if (taken.Count == 0) _running--;
        }
        if (late is not null) AnswerLate(late, now);
        if (taken.Count > 0) return reason;
        GiveBack(runner);
        return null;
    }

    /// <summary>A runner's run was stopped and does not end: its place and its thread are others' from now on.</summary>
    public void GiveUp(BatchRunner runner, long ticks)
    {
        lock (_lock)
        {
            _runningRows -= runner.RowsInFlight;
            runner.RowsInFlight = 0;
            _running--;
        }
        _shared.Threads.Return(this, runner.Length > RunLength.Short, ticks);
        Interlocked.MemoryBarrier();
        if (!HasWaiting) return;
        lock (_lock) PumpAndLook();
    }

    private void Note(BatchRunner runner, long now)
    {
        _runningRows -= runner.RowsInFlight;
        runner.RowsInFlight = 0;
        _rate.Note(runner.Rows, HasWaiting, now);
        if (runner.Learnt is not { } run) return;
        _learntAt = now;
        _sizing.Observe(run.Rows, run.Ticks, now, run.Taking);
    }

    private bool HasTurn(BatchRunner runner, long now, out QueueState state, out BatchDecision decision)
    {
        (state, decision) = (default, default);
        if (!HasWaiting) return false;
        Open(now);
        state = StateAt(now, _running - 1, Rows);
        var keeps = _shared.Threads.TryKeep(this, runner.Ticks, LeavesOne(runner.Length, state));
        // They have been charged.
        runner.Ticks = 0;
        decision = BatchPolicy.Decide(state);
        // Longer runs than the last belong on a worker, or leave a core, and shorter ones do not.
        return keeps && decision.Action == BatchAction.Run && LengthOf(decision.Rows) == runner.Length;
    }

    private void GiveBack(BatchRunner runner)
    {
        _shared.Threads.Return(this, runner.Length > RunLength.Short, runner.Ticks);
        // Who came while this runner was still counted left it to its return.
        Interlocked.MemoryBarrier();
        if (!HasWaiting) return;
        lock (_lock) PumpAndLook();
    }

    private BatchRunner Rent() => BatchRunner.Rent(this, _version, _shared);
}
