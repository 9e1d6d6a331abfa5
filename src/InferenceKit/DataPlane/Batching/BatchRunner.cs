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
    private ReleaseReason _reason;
    private long _began;
    private long _ended;

    /// <summary>Whether it runs on a worker, because it may take long.</summary>
    public bool IsLong => Length == RunLength.Long;

    /// <summary>About how long its runs take.</summary>
    public RunLength Length { get; private set; }

    /// <summary>How long the run took.</summary>
    public long Ticks { get; set; }

    /// <summary>Rows of the run.</summary>
    public int Rows { get; private set; }

    /// <summary>The same while its scheduler counts them as in flight; under the scheduler's lock.</summary>
    public int RowsInFlight { get; set; }

    /// <summary>What the run teaches of how long runs take; null where it was no usual one.</summary>
    public (int Rows, long Ticks, long Taking)? Learnt { get; private set; }

    public static BatchRunner Rent(BatchScheduler scheduler, ServedVersion version, BatchServices shared)
    {
        var runner = KeptObjects<BatchRunner>.TryRent() ?? new();
        (runner._scheduler, runner._version, runner._shared) = (scheduler, version, shared);
        (runner.Ticks, runner.Rows, runner.Learnt) = (0, 0, null);
        return runner;
    }

    /// <summary>Has its turn come: at the end of the pool's queue, or on a worker.</summary>
    public void Start(RunLength length)
    {
        Length = length;
        if (IsLong) _shared.Workers.Post(this);
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
            Retire(hadNoPlace: true);
            return;
        }
        _began = _shared.Time.GetTimestamp();
        var reason = _scheduler.Take(this, _taken, slot.MostRows, _began);
        if (reason is null)
        {
            slot.Return();
            Retire(hadNoPlace: false);
            return;
        }
        // One turn after the other on this thread, as long as that is the best for all.
        while (slot is not null)
        {
            _reason = reason!.Value;
            slot = await RunTurnAsync(slot).ConfigureAwait(false) ? TakeNext(out reason) : null;
        }
    }

    /// <returns>Whether this thread may have another turn.</returns>
    private async ValueTask<bool> RunTurnAsync(Slot slot)
    {
        Rows = RowsInFlight;
        Learnt = null;
        if (_taken[0].TryKeep(slot))
        {
            _taken.Clear();
            Rows = 0;
            _scheduler.EndTurn(this, _began);
            Keep();
            return false;
        }
        _slot = slot;
        _version.Instruments.Runs.Released((int)_reason, Rows, (_began - _taken[0].Context.Arrival) * _shared.SecondsPerTick);
        await RunTakenAsync(slot).ConfigureAwait(false);
        slot.Return();
        if (_isGivenUp) return false;
        _ended = _shared.Time.GetTimestamp();
        Ticks = _ended - _began;
        return HandOut();
    }

    private Slot? TakeNext(out ReleaseReason? reason)
    {
        reason = null;
        _taken.Clear();
        var slot = _version.TryRentLast();
        if (slot is null)
        {
            _scheduler.EndTurn(this, _ended);
            Keep();
            return null;
        }
        _began = _shared.Time.GetTimestamp();
        reason = _scheduler.NextTurn(this, _taken, slot.MostRows, _began);
        if (reason is not null) return slot;
        slot.Return();
        Keep();
        return null;
    }

    private void Retire(bool hadNoPlace)
    {
        _scheduler.Retire(this, hadNoPlace);
        Keep();
    }
}
