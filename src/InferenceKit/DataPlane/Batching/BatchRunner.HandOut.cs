namespace InferenceKit.DataPlane.Batching;

/// <summary>
/// Lets the callers go on: this thread goes through them, and a second one stands by in the pool's queue, so that a caller who blocks
/// stalls no other. Cheaper than a work item for each, and callers who ask again at once find the next run forming.
/// </summary>
internal sealed partial class BatchRunner
{
    private readonly Reserve _reserve;
    private int _next;
    private int _users;

    public BatchRunner() => _reserve = new(this);

    private void HandOut()
    {
        _pending.Clear();
        _group.Clear();
        _next = 0;
        _users = 1;
        // A worker has runs to do, and its next one may be waiting already.
        if (IsLong || _taken.Count > 1) StandBy();
        if (!IsLong) HandOutRest();
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
