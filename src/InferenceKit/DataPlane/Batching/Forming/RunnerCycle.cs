using InferenceKit.DataPlane.Batching.Admission;
using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.DataPlane.Batching.Sizing;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Batching.Forming;

/// <summary>The runners of one queue: when one starts, what each takes, and what follows its end. Thread-safe, under the scheduler's lock.</summary>
/// <remarks>
/// A runner counts from its start until it has found nothing to do. It looks at the queue once more after that: what came while it still
/// counted left the work to it.
/// </remarks>
internal sealed class RunnerCycle(
    BatchScheduler owner, Lock gate, ServedVersion version, QueueShards queue, QueueAdmission admission, RunPlan plan, QueueView view,
    BacklogSwitch backlog, DrainRate rate, int concurrency, BatchServices shared) : IThreadUser
{
    private readonly RequestSelection _taking = new(queue, admission, plan, version);
    private int _running;
    // Started, but not yet at the queue.
    private int _starting;
    // Of all runs in flight.
    private int _runningRows;
    private long _fixedUntil = long.MaxValue;

    /// <summary>Runners that count.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Those of them that have not taken anything yet.</summary>
    public int Starting => Volatile.Read(ref _starting);

    /// <summary>Whether one more may start.</summary>
    public bool HasFreeRunner => Running < concurrency;

    /// <summary>Until when the policy waits for more rows.</summary>
    public long FixedUntil => _fixedUntil;

    int IThreadUser.Weight => plan.Policy.Weight;

    double IThreadUser.Account { get; set; }

    bool IThreadUser.IsInLine { get; set; }

    void IThreadUser.OnThreadFree() => PumpAgain();

    /// <summary>Takes what a runner, which has a slot, is to run.</summary>
    /// <returns>Why it has these rows; null when there is nothing to do.</returns>
    public ReleaseReason? Take(BatchRunner runner, int mostRows, long now)
    {
        List<QueuedRequest>? late = null;
        ReleaseReason? reason;
        lock (gate)
        {
            _starting--;
            plan.LimitRows(mostRows);
            view.Open(now);
            var state = view.ForRunner(now, _running - 1, _runningRows);
            reason = TakeRows(runner, state, BatchPolicy.Decide(state), ref late);
        }
        if (late is not null) owner.Outcomes.AnswerLate(late, now);
        return runner.Members.Requests.Count > 0 ? reason : null;
    }

    /// <summary>A run is over, and its runner has a slot for the next: takes what that is to run.</summary>
    /// <returns>Why it has these rows; null when there is nothing to do, and the runner does not count any more.</returns>
    public ReleaseReason? TakeNext(BatchRunner runner, int mostRows, long now)
    {
        List<QueuedRequest>? late = null;
        ReleaseReason? reason = null;
        var taken = runner.Members.Requests;
        lock (gate)
        {
            Note(runner, now);
            plan.LimitRows(mostRows);
            if (HasNext(runner, now, out var state, out var decision)) reason = TakeRows(runner, state, decision, ref late);
            if (taken.Count == 0) _running--;
        }
        if (late is not null) owner.Outcomes.AnswerLate(late, now);
        if (taken.Count > 0) return reason;
        GiveBack(runner);
        return null;
    }

    /// <summary>A run is over and its slot given back: the next one may begin, on another thread.</summary>
    public void EndBatch(BatchRunner runner, long now)
    {
        lock (gate)
        {
            Note(runner, now);
            if (HasNext(runner, now, out _, out _))
            {
                // The next runner takes over the thread in the budget.
                _starting++;
                Rent().Start(runner.Length);
                return;
            }
            _running--;
        }
        GiveBack(runner);
    }

    /// <summary>A runner has no slot, or nothing to do: it goes.</summary>
    public void Retire(BatchRunner runner, bool hadSlot)
    {
        lock (gate)
        {
            if (!hadSlot) _starting--;
            _running--;
        }
        shared.Threads.Return(this, runner.Length > RunLength.Short, runner.Ticks);
        Interlocked.MemoryBarrier();
        if (queue.IsEmpty) return;
        // A slot may have become free between the look for it and now; giving it back pumps.
        if (!hadSlot) version.TryRentLast()?.Return();
        else PumpAgain();
    }

    /// <summary>A runner's run was stopped and does not end: its slot and its thread are others' from now on.</summary>
    public void GiveUp(BatchRunner runner, long ticks)
    {
        lock (gate)
        {
            _runningRows -= runner.RowsInFlight;
            runner.RowsInFlight = 0;
            _running--;
        }
        runner.Ticks = ticks;
        GiveBack(runner);
    }

    /// <summary>Starts as many runners as the policy says there is work for. Under the lock.</summary>
    public void Pump(long now)
    {
        _fixedUntil = long.MaxValue;
        queue.OpenAll(now);
        while (queue.SortedRows is var rows && rows > 0 && _running < concurrency)
        {
            // Runners that have not taken anything yet will take their shares.
            if (_starting > 0 && rows <= _starting) return;
            var state = view.ForRunner(now, _running, _runningRows, onlySorted: true);
            var decision = BatchPolicy.Decide(state);
            if (decision.Action != BatchAction.Run)
            {
                _fixedUntil = decision.Until;
                return;
            }
            var length = LengthOf(decision.Rows);
            if (!shared.Threads.TryTake(this, length > RunLength.Short, plan.LeavesOne(length, state, queue.EarliestDeadline))) return;
            _running++;
            _starting++;
            Rent().Start(length);
        }
    }

    /// <summary>Something became free, or came: starts runners where there is work.</summary>
    public void PumpAgain()
    {
        lock (gate)
        {
            Pump(shared.Time.GetTimestamp());
            owner.UpdateNextCheck();
        }
    }

    private BatchRunner Rent() => BatchRunner.Rent(owner, version, shared);

    private RunLength LengthOf(int rows) => plan.LengthOf(_taking.RowsOfNext(rows));

    private ReleaseReason? TakeRows(BatchRunner runner, in QueueState state, BatchDecision decision, ref List<QueuedRequest>? late)
    {
        var now = state.Now;
        if (decision.Action != BatchAction.Run)
        {
            _fixedUntil = decision.Until;
            owner.UpdateNextCheck();
            return null;
        }
        var rows = _taking.Take(runner.Members.Requests, decision.Rows, now + plan.TimeNeeded(state), now, ref late);
        runner.RowsInFlight = rows;
        _runningRows += rows;
        if (!plan.IsProbingOne) backlog.NoteRun(rows, now);
        if (!plan.Pays) backlog.Leave(now);
        admission.Update(plan.Policy.Batching);
        owner.OnTaken(now);
        return decision.Reason;
    }

    private void Note(BatchRunner runner, long now)
    {
        _runningRows -= runner.RowsInFlight;
        runner.RowsInFlight = 0;
        rate.Note(runner.Rows, !queue.IsEmpty, now);
        if (runner.Learnt is { } run) plan.Learn(run, now);
    }

    private bool HasNext(BatchRunner runner, long now, out QueueState state, out BatchDecision decision)
    {
        (state, decision) = (default, default);
        if (queue.IsEmpty) return false;
        view.Open(now);
        state = view.ForRunner(now, _running - 1, _runningRows);
        var keeps = shared.Threads.TryKeep(this, runner.Ticks, runner.Length > RunLength.Short, plan.LeavesOne(runner.Length, state, queue.EarliestDeadline));
        // They have been charged.
        runner.Ticks = 0;
        decision = BatchPolicy.Decide(state);
        // Longer runs than the last belong on a worker, or leave a core, and shorter ones do not.
        return keeps && decision.Action == BatchAction.Run && LengthOf(decision.Rows) == runner.Length;
    }

    private void GiveBack(BatchRunner runner)
    {
        shared.Threads.Return(this, runner.Length > RunLength.Short, runner.Ticks);
        // What came while this runner was still counted left it to its return.
        Interlocked.MemoryBarrier();
        if (queue.IsEmpty) return;
        PumpAgain();
    }
}
