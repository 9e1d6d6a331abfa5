namespace InferenceKit.DataPlane.Batching;

/// <summary>Who runs next, and what it takes.</summary>
internal sealed partial class BatchScheduler
{
    private long _fixedUntil = long.MaxValue;

    /// <summary>Starts as many runners as the policy says there is work for. Under the lock.</summary>
    private void Pump(long now)
    {
        _fixedUntil = long.MaxValue;
        _queue.OpenAll(now);
        while (_queue.SortedRows is var rows && rows > 0 && _running < _concurrency)
        {
            // Runners that have not had their turn will take their shares.
            if (_starting > 0 && rows <= _starting) return;
            var state = StateAt(now, _running, rows);
            var decision = BatchPolicy.Decide(state);
            if (decision.Action != BatchAction.Run)
            {
                _fixedUntil = decision.Until;
                return;
            }
            var length = LengthOf(decision.Rows);
            if (!_shared.Threads.TryTake(this, length > RunLength.Short, LeavesOne(length, state))) return;
            _running++;
            _starting++;
            Rent().Start(length);
        }
    }

    private RunLength LengthOf(int rows)
    {
        if (_version.RunTime.HasOverrun) return RunLength.Long;
        var expected = Curve.IsKnown(0) ? Curve.Expected(rows) : _version.RunTime.P99;
        return expected >= _shared.Frequency / 1000 ? RunLength.Long : expected >= _shared.Frequency / 5000 ? RunLength.Middle : RunLength.Short;
    }

    private void PumpAndLook()
    {
        Pump(_shared.Time.GetTimestamp());
        UpdateNextLook();
    }

    // Started, but not yet at the queue.
    private int _starting;

    // Of all runs in flight.
    private int _runningRows;

    /// <summary>Takes what a runner, which has a slot, is to run.</summary>
    /// <returns>Why it has these rows; null when there is nothing to do.</returns>
    public ReleaseReason? Take(BatchRunner runner, List<QueuedRequest> taken, int mostRows, long now)
    {
        List<QueuedRequest>? late = null;
        ReleaseReason? reason;
        lock (_lock)
        {
            _starting--;
            LimitRows(mostRows);
            Open(now);
            var state = StateAt(now, _running - 1, Rows);
            reason = TakeRows(runner, state, BatchPolicy.Decide(state), taken, ref late);
        }
        if (late is not null) AnswerLate(late, now);
        return taken.Count > 0 ? reason : null;
    }

    private ReleaseReason? TakeRows(
        BatchRunner runner, in QueueState state, BatchDecision decision, List<QueuedRequest> taken, ref List<QueuedRequest>? late)
    {
        var now = state.Now;
        if (decision.Action != BatchAction.Run)
        {
            _fixedUntil = decision.Until;
            UpdateNextLook();
            return null;
        }
        var rows = Take(runner, decision.Rows, taken, now, now + TimeNeeded(state), ref late);
        runner.RowsInFlight = rows;
        _runningRows += rows;
        if (!_sizing.IsLookingAtOne) _backlog.NoteRun(rows, now);
        if (!_sizing.Pays) _backlog.Leave(now);
        UpdateCrowd(Policy.Batching);
        UpdateInline(now);
        UpdateNextLook();
        return decision.Reason;
    }

    // A run that ends too late only takes time from those that could be in time. Half as much again, for what is expected is the median, and
    // all that go next have about the same time left. What is expected may be wrong, though: it is believed only while runs confirm it, or it
    // might keep all requests from running for ever.
    private long TimeNeeded(in QueueState state) =>
        state.IsOverloaded && state.Now - _learntAt < _shared.Frequency / 10 ? state.ExpectedFull + state.ExpectedFull / 2 : 0;

    private long _learntAt;

    private int Take(BatchRunner runner, int most, List<QueuedRequest> taken, long now, long earliestEnd, ref List<QueuedRequest>? late)
    {
        var rows = 0;
        while (rows < most)
        {
            if (_queue.First() is not { } request)
            {
                if (_queue.OpenRest(now)) continue;
                break;
            }
            if (request.Context.Deadline <= earliestEnd)
            {
                TakeOut(request, RequestState.Done);
                (late ??= []).Add(request);
                continue;
            }
            var isAlone = !request.HasRows || request.Rows > MostRowsPerRun;
            if (taken.Count > 0 && (isAlone || rows + request.Rows > most)) break;
            request.Runner = runner;
            TakeOut(request, RequestState.Preparing);
            taken.Add(request);
            rows += request.Rows;
            if (isAlone) break;
        }
        _queue.EndTaking();
        return rows;
    }

    private void TakeOut(QueuedRequest request, int state)
    {
        request.Shard!.Take(request);
        if (request.Bytes > 0) Interlocked.Add(ref _extraBytes, -request.Bytes);
        request.MoveTo(state);
    }

    // A queue delay is counted from the oldest of all.
    private void Open(long now)
    {
        if (Policy.Batching.Mode == BatchingMode.Fixed) _queue.OpenAll(now);
        else _queue.OpenNear(_queue.Near, now);
    }
}
