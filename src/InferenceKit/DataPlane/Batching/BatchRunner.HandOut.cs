namespace InferenceKit.DataPlane.Batching;

/// <summary>
/// Lets the callers go on, one after the other on this thread: cheaper than a work item for each, and callers who ask again at once find
/// the next run forming. A caller who blocks stalls no other, for a second thread takes the rest.
/// </summary>
/// <remarks>
/// After a long run the second thread stands by in the pool's queue from the start. After a short one that would cost more than the run:
/// then <see cref="HandOutWatch"/> calls it when it is needed, and this thread, unless it was called, runs the next batch as well.
/// </remarks>
internal sealed partial class BatchRunner
{
    private const int Handing = 1, Rescued = 2;
    private readonly Reserve _reserve;
    private long _turn;
    private int _next;
    private int _users;
    private int _handing;

    public BatchRunner() => _reserve = new(this);

    /// <summary>Changes with each caller that goes on.</summary>
    public long Step => (Volatile.Read(ref _turn) << 20) + Volatile.Read(ref _next);

    /// <returns>Whether this thread goes on with another turn.</returns>
    private bool HandOut()
    {
        _pending.Clear();
        _group.Clear();
        _next = 0;
        _users = 1;
        // Work items that wait are callers who are ready to come: they go first, and the next run is the larger for it.
        if (!IsLong && Ticks < _shared.Frequency / 10_000 && ThreadPool.PendingWorkItemCount == 0) return HandOutAndGoOn();
        _scheduler.EndTurn(this, _ended);
        // A worker has runs to do, and its next one may be waiting already.
        if (IsLong || _taken.Count > 1) StandBy();
        if (!IsLong) HandOutRest();
        Leave();
        return false;
    }

    private bool HandOutAndGoOn()
    {
        // Itself and who may come to its rescue.
        _users = 2;
        Volatile.Write(ref _turn, _turn + 1);
        Volatile.Write(ref _handing, Handing);
        var number = _shared.Watch.Enter(this);
        if (number < 0) Rescue();
        HandOutRest();
        if (number >= 0) _shared.Watch.Exit(number);
        if (Interlocked.CompareExchange(ref _handing, 0, Handing) != Handing)
        {
            Leave();
            return false;
        }
        return true;
    }

    /// <summary>A caller holds this runner's thread up: others take its work.</summary>
    public void Rescue()
    {
        // It may be done by now.
        if (Interlocked.CompareExchange(ref _handing, Rescued, Handing) != Handing) return;
        StandBy();
        _scheduler.EndTurn(this, _ended);
        Leave();
    }

    private void StandBy()
    {
        Interlocked.Increment(ref _users);
        ThreadPool.UnsafeQueueUserWorkItem(_reserve, preferLocal: false);
    }

    private void HandOutRest()
    {
        int i;
        while ((i = Interlocked.Increment(ref _next) - 1) < _taken.Count)
        {
            var request = _taken[i];
            if (request.State == RequestState.Done) request.Complete(onPool: false);
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0) Keep();
    }

    private void Keep()
    {
        _taken.Clear();
        _slot = null;
        (_scheduler, _version, _shared) = (null!, null!, null!);
        KeptObjects<BatchRunner>.Return(this);
    }

    private sealed class Reserve(BatchRunner runner) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            if (Volatile.Read(ref runner._next) < runner._taken.Count)
            {
                runner.StandBy();
                runner.HandOutRest();
            }
            runner.Leave();
        }
    }
}
