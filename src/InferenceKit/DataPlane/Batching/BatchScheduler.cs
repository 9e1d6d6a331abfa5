using InferenceKit.DataPlane.Execution;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Batching;

/// <summary>
/// The queue of one version and what is done about it: a thin loop around <see cref="BatchPolicy"/>. An arrival that may not run at once is
/// put here; a runner takes its turn at the end of the thread pool's queue, so that all who are ready to come get in first, or on a worker
/// where runs are long.
/// </summary>
internal sealed partial class BatchScheduler : RequestQueue, IThreadUser
{
    private readonly Lock _lock = new();
    private readonly ServedVersion _version;
    private readonly ModelRegistration _registration;
    private readonly BatchServices _shared;
    private readonly QueueShards _queue;
    private readonly BatchSizing _sizing;
    private readonly BacklogSwitch _backlog;
    private readonly DrainRate _rate;
    private readonly OtherTraffic _others;
    private readonly int _concurrency;

    private long _extraBytes;
    private int _running;
    private long _nextLook = long.MaxValue;
    private bool _closed;

    public BatchScheduler(ServedVersion version, ModelRegistration registration, BatchServices shared)
    {
        _version = version;
        _registration = registration;
        _shared = shared;
        Curve = new(shared.Frequency);
        _sizing = new(Curve, shared.Frequency);
        if (version.Rows.NeverShares) _sizing.StayAtOne();
        _backlog = new(shared.Frequency);
        _rate = new(shared.Frequency);
        _others = new(shared.Serving, registration, shared.Frequency);
        _concurrency = Math.Min(version.Slots.Length, shared.Threads.Threads);
        _queue = new(_concurrency, shared.Frequency);
    }

    public override CostCurve Curve { get; }

    public override bool HasWaiting => !_queue.IsEmpty;

    public override int Rows => _queue.Rows;

    public override int RowsPerRun => _version.Rows.MayShare ? _sizing.Limit : 1;

    // Who has just come has not been looked at.
    public override long NextLook => _queue.HasArrivals ? long.MinValue : Volatile.Read(ref _nextLook);

    int IThreadUser.Weight => Policy.Weight;

    double IThreadUser.Account { get; set; }

    bool IThreadUser.IsInLine { get; set; }

    private ServingPolicy Policy => _shared.Serving.Current.Models[_registration.Ordinal].Policy;

    /// <summary>Most rows of one run; a request with more runs in parts.</summary>
    public int MostRowsPerRun => Math.Min(Policy.MaxRowsPerRun, Policy.Batching.MaxBatchSize ?? int.MaxValue);

    public override void OnPlaceFree()
    {
        if (Volatile.Read(ref _running) >= _concurrency) return;
        lock (_lock) PumpAndLook();
    }

    void IThreadUser.OnThreadFree()
    {
        lock (_lock) PumpAndLook();
    }

    /// <summary>For messages of tests and debuggers.</summary>
    public override string ToString() =>
        $"{_version.Id}: {_queue.Count} requests with {_queue.Rows} rows wait, {_running} runners of {_concurrency} ({_starting} starting), "
        + $"{_version.InFlight} of {_version.Slots.Length} slots, limit {_sizing.Limit}{(_closed ? ", closed" : "")}{(_backlog.IsOn ? ", backlog" : "")}";

    private bool MayBatch(BatchingPolicy policy) => policy.Mode == BatchingMode.Auto && _version.Rows.MayShare && _sizing is { Pays: true, IsReady: true };

    // What of the decision on an arrival is the same for all that come from now on; its pipeline looks at its own deadline and for a slot.
    private void UpdateNextLook()
    {
        var next = Math.Min(_queue.EarliestDeadline, _fixedUntil);
        if (_nextLook != next) Volatile.Write(ref _nextLook, next);
        if (_fixedUntil != long.MaxValue) _shared.Scanner.NoteWaiting(_fixedUntil);
    }
}
