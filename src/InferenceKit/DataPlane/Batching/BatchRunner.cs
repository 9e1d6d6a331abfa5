using InferenceKit.DataPlane.Execution;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Batching;

/// <summary>
/// One turn of a scheduler: finds a slot, takes rows, runs them and hands out the answers. Supervised: whatever user code or a session
/// does, every request that was taken is answered and the slot given back. Kept for the next turn once all callers have gone on.
/// </summary>
internal sealed partial class BatchRunner : IThreadPoolWorkItem, IWorkItem
{
    private readonly List<QueuedRequest> _taken = [];
    private BatchScheduler _scheduler = null!;
    private ServedVersion _version = null!;
    private BatchServices _shared = null!;
    private long _began;

    /// <summary>Whether it runs on a worker, because it may take long.</summary>
    public bool IsLong { get; private set; }

    /// <summary>How long the run took.</summary>
    public long Ticks { get; set; }

    public static BatchRunner Rent(BatchScheduler scheduler, ServedVersion version, BatchServices shared)
    {
        var runner = KeptObjects<BatchRunner>.TryRent() ?? new();
        (runner._scheduler, runner._version, runner._shared) = (scheduler, version, shared);
        runner.Ticks = 0;
        return runner;
    }

    /// <summary>Has its turn come: at the end of the pool's queue, or on a worker.</summary>
    public void Start(bool isLong)
    {
        IsLong = isLong;
        if (isLong) _shared.Workers.Post(this);
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    void IWorkItem.Run() => _ = RunAsync();

    // No thread could be made: better late than never.
    void IWorkItem.Refuse(Exception cause) => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private async Task RunAsync()
    {
        var slot = _version.TryRentLast();
        if (slot is null)
        {
            _scheduler.Retire(this, hadNoPlace: true);
            Keep();
            return;
        }
        _began = _shared.Time.GetTimestamp();
        if (_scheduler.Take(_taken, slot.MostRows, _began) is not { } reason)
        {
            slot.Return();
            _scheduler.Retire(this, hadNoPlace: false);
            Keep();
            return;
        }
        _version.Instruments.Released((int)reason);
        var rows = 0;
        foreach (var request in _taken)
        {
            rows += request.Rows;
            request.Runner = this;
        }
        if (_taken[0].TryKeep(slot))
        {
            _taken.Clear();
            _scheduler.OnRunEnded(this, 0, _began);
            Keep();
            return;
        }
        _slot = slot;
        await RunTakenAsync(slot).ConfigureAwait(false);
        slot.Return();
        var end = _shared.Time.GetTimestamp();
        Ticks = end - _began;
        _scheduler.OnRunEnded(this, rows, end);
        HandOut();
    }

    private async ValueTask RunTakenAsync(Slot slot)
    {
        var own = ExecutionContext.Capture();
        try
        {
            var first = _taken[0];
            var most = Math.Min(_scheduler.MostRowsPerRun, slot.MostRows);
            if (!first.HasRows) await RunAloneAsync(slot, first).ConfigureAwait(false);
            else if (first.Rows > most) await RunPartsAsync(slot, first, most).ConfigureAwait(false);
            else await RunGroupsAsync(slot).ConfigureAwait(false);
            FailRest(new InvalidOperationException("A request was left over."));
        }
#pragma warning disable CA1031 // A bug of ours must cost the requests of this run their answers, not the process or the queue.
        catch (Exception exception)
        {
            FailRest(exception);
        }
#pragma warning restore CA1031
        finally
        {
            if (own is not null) ExecutionContext.Restore(own);
        }
    }

    private void FailRest(Exception exception)
    {
        foreach (var request in _taken)
        {
            if (request.State is RequestState.Done or RequestState.Left) continue;
            if (request.State == RequestState.Running && !request.TryMove(RequestState.Running, RequestState.Reading)) continue;
            Fail(request, new(InferenceError.ExecutionFailed, $"{_version.Id}: the run failed ({exception.GetType().Name}).") { Model = _version.Id, Cause = exception });
        }
    }
}
