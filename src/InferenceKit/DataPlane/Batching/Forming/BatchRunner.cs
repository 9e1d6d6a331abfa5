using InferenceKit.DataPlane.Batching.Completion;
using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.DataPlane.Batching.Sizing;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;

namespace InferenceKit.DataPlane.Batching.Forming;

/// <summary>
/// The work of a scheduler on one thread, batch after batch: finds a slot, takes requests, has them run and their answers delivered. Whatever user code or a
/// session does, every request that was taken is answered and the slot given back. Kept for another scheduler once all callers have gone on.
/// </summary>
internal sealed class BatchRunner : IPoolItem, IWorkItem
{
    private readonly BatchRuns _runs;
    private readonly AnswerDelivery _delivery;
    private BatchScheduler _scheduler = null!;
    private ServedVersion _version = null!;
    private BatchServices _shared = null!;
    private long _ended;

    public BatchRunner()
    {
        Members = new() { Runner = this };
        _runs = new(Members);
        _delivery = new(this);
    }

    /// <summary>The requests of the present batch.</summary>
    public BatchMembers Members { get; }

    /// <summary>Watches over its deliveries.</summary>
    public DeliveryWatch Watch => _shared.Watch;

    /// <summary>Where callers go on that its own thread does not wait for.</summary>
    public BackedPool Pool => _shared.Pool;

    /// <summary>Whether it runs on a worker, because it may take long.</summary>
    public bool IsLong => Length == RunLength.Long;

    /// <summary>About how long its runs take.</summary>
    public RunLength Length { get; private set; }

    /// <summary>How long the last batch took, until it was charged.</summary>
    public long Ticks { get; set; }

    /// <summary>Rows of the last batch.</summary>
    public int Rows { get; private set; }

    /// <summary>The same while its scheduler counts them as in flight; under the scheduler's lock.</summary>
    public int RowsInFlight { get; set; }

    /// <summary>What the last batch teaches of how long runs take.</summary>
    public (int Rows, long Ticks, long Taking)? Learnt => Rows == 0 ? null : _runs.Learnt;

    public static BatchRunner Rent(BatchScheduler scheduler, ServedVersion version, BatchServices shared)
    {
        var runner = KeptObjects<BatchRunner>.TryRent() ?? new();
        (runner._scheduler, runner._version, runner._shared) = (scheduler, version, shared);
        (runner.Ticks, runner.Rows, runner.RowsInFlight) = (0, 0, 0);
        return runner;
    }

    /// <summary>Starts it: at the end of the pool's queue, or on a worker.</summary>
    public void Start(RunLength length)
    {
        Length = length;
        if (IsLong) _shared.Workers.Post(this);
        else _shared.Pool.Queue(this);
    }

    void IPoolItem.Execute() => _ = RunAsync();

    void IWorkItem.Run() => _ = RunAsync();

    // No thread could be made: better late than never.
    void IWorkItem.Refuse(Exception cause) => _shared.Pool.Queue(this);

    /// <summary>The batch is over for its scheduler; the next one may begin on another thread.</summary>
    public void EndBatch() => _scheduler.Runners.EndBatch(this, _ended);

    /// <summary>No thread uses it any more.</summary>
    public void Keep()
    {
        Members.Clear();
        (_scheduler, _version, _shared) = (null!, null!, null!);
        KeptObjects<BatchRunner>.Return(this);
    }

    private async Task RunAsync()
    {
        var slot = _version.TryRentLast();
        if (slot is null)
        {
            Retire(hadSlot: false);
            return;
        }
        var reason = Take(slot, isFirst: true);
        if (reason is null)
        {
            slot.Return();
            Retire(hadSlot: true);
            return;
        }
        // One batch after the other on this thread, as long as that is the best for all.
        while (slot is not null) slot = await RunBatchAsync(slot, reason!.Value).ConfigureAwait(false) ? TakeNext(out reason) : null;
    }

    /// <returns>Whether this thread may take another batch.</returns>
    private async ValueTask<bool> RunBatchAsync(Slot slot, ReleaseReason reason)
    {
        Rows = RowsInFlight;
        _version.Instruments.Runs.Released((int)reason, Rows, (Members.Began - Members.Requests[0].Context.Arrival) * _shared.SecondsPerTick);
        await _runs.RunAsync(_scheduler, _shared, slot, Rows).ConfigureAwait(false);
        slot.Return();
        if (Members.IsAbandoned) return false;
        _ended = _shared.Time.GetTimestamp();
        Ticks = _ended - Members.Began;
        // Before the batch ends, so that it may go on with their next rows.
        SendBack();
        // Work items that wait are callers that are ready to come: they go first, and the next run is the larger for it.
        return _delivery.Run(mayGoOn: !IsLong && Ticks < _shared.Frequency / 10_000 && ThreadPool.PendingWorkItemCount == 0);
    }

    /// <summary>Requests with more rows go back to the queue; from then on they are others'.</summary>
    private void SendBack()
    {
        var requests = Members.Requests;
        for (var i = requests.Count - 1; i >= 0; i--)
        {
            var request = requests[i];
            if (request.State != RequestState.Unfinished) continue;
            requests.RemoveAt(i);
            request.QueuedAt = _ended;
            _scheduler.Outcomes.SendOn(request, _ended);
        }
    }

    private Slot? TakeNext(out ReleaseReason? reason)
    {
        reason = null;
        Members.Requests.Clear();
        var slot = _version.TryRentLast();
        if (slot is null)
        {
            _scheduler.Runners.EndBatch(this, _ended);
            Keep();
            return null;
        }
        reason = Take(slot, isFirst: false);
        if (reason is not null) return slot;
        slot.Return();
        Keep();
        return null;
    }

    private ReleaseReason? Take(Slot slot, bool isFirst)
    {
        var now = _shared.Time.GetTimestamp();
        Members.Begin(_scheduler, _version, _shared, now);
        return isFirst ? _scheduler.Runners.Take(this, slot.Buffers.MostRows, now) : _scheduler.Runners.TakeNext(this, slot.Buffers.MostRows, now);
    }

    private void Retire(bool hadSlot)
    {
        _scheduler.Runners.Retire(this, hadSlot);
        Keep();
    }
}
