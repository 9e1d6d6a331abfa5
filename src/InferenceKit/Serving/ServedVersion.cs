using System.Runtime.CompilerServices;
using InferenceKit.Monitoring;
using InferenceKit.Serving.Leasing;
using InferenceKit.Serving.Resilience;
using InferenceKit.Serving.Rows;
using InferenceKit.Sessions;

namespace InferenceKit.Serving;

/// <summary>
/// One version in service: its session, its bound codecs and the slots through which alone the session is used.
/// Draining closes every slot; a version is disposed only when all are closed.
/// </summary>
internal sealed partial class ServedVersion
{
    private readonly Slot[] _slots;
    private readonly bool _hasPlainRows;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _draining;
    private int _holds;
    private int _disposed;

    /// <param name="id">Model and version.</param>
    /// <param name="session">The loaded session; owned from here on.</param>
    /// <param name="boundCodecs">One for each codec of the model's registration, in its order.</param>
    /// <param name="concurrency">Runs at the same time.</param>
    /// <param name="expectedRun">What a run of one row took at warm-up, in ticks of the time provider.</param>
    /// <param name="registration">The model.</param>
    /// <param name="parts">Makes what it has of the data plane.</param>
    /// <param name="instruments">Metrics with this version's tags.</param>
    /// <param name="time">Whose ticks the version's times are in.</param>
    /// <param name="rows">Whether its rows may share runs, as shown; null where its signature alone decides, and live runs are not checked.</param>
    public ServedVersion(
        ModelId id, ModelSession session, object[] boundCodecs, int concurrency, long expectedRun,
        ModelRegistration registration, IVersionParts parts, VersionInstruments instruments, TimeProvider time, RowVerdict? rows = null)
    {
        Id = id;
        Session = session;
        Binding = new(id, session.Signature, boundCodecs);
        _parts = parts;
        _ticksPerSecond = time.TimestampFrequency;
        Instruments = instruments;
        RunTime = new RunTimeEstimate(expectedRun);
        OutputNames = session.Signature.Outputs.Select(o => o.Name).ToArray();
        var shares = Signature.SharesRuns ? RowVerdict.Shared : new RowVerdict(RowSharing.Never, "its signature has no rows");
        Rows = new(this, rows ?? shares, rows is null ? null : parts.RowChecks);
        _hasPlainRows = Signature.SharesRuns && Signature.Inputs.All(RowSize.IsPlain) && Signature.Outputs.All(RowSize.IsPlain);
        RowBytes = Signature.Inputs.Sum(RowSize.OfInput);
        BufferTrimming = new(this, time);
        _slots = new Slot[concurrency];
        for (var i = 0; i < concurrency; i++) _slots[i] = new Slot(this);
        Queue = parts.CreateQueue(this, registration);
        Breaker = parts.CreateBreaker(this);
        Apply(new ServingPolicy());
    }

    public ModelId Id { get; }

    public ModelSession Session { get; }

    public ModelSignature Signature => Session.Signature;

    /// <summary>What stays known of it when it has gone.</summary>
    public VersionBinding Binding { get; }

    public object[] BoundCodecs => Binding.Codecs;

    /// <summary>All outputs, for requests that do not choose.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Bytes of one row's inputs; open dimensions count as 1.</summary>
    public long RowBytes { get; }

    /// <summary>Whether its rows may share runs.</summary>
    public RowIndependence Rows { get; }

    /// <summary>Whether requests on values may share runs now: all inputs and outputs are tensors of numbers, and none may be absent.</summary>
    public bool CanGatherValues => _hasPlainRows && Rows.MayShare;

    public VersionInstruments Instruments { get; }

    /// <summary>Gives back memory of rare, large runs.</summary>
    public BufferTrimming BufferTrimming { get; }

    /// <summary>Where its requests wait.</summary>
    public RequestQueue Queue { get; }

    public RunTimeEstimate RunTime { get; }

    public ReadOnlySpan<Slot> Slots => _slots;

    public bool IsDraining => _draining;

    public bool IsDrained => _drained.Task.IsCompleted;

    /// <summary>Places in use now.</summary>
    public int InFlight
    {
        get
        {
            var busy = 0;
            foreach (var slot in _slots)
                if (slot.IsBusy) busy++;
            return busy;
        }
    }

    /// <summary>Rents a slot, looking first where this processor looked last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Slot? TryRent()
    {
        var slots = _slots;
        var i = (int)((uint)Thread.GetCurrentProcessorId() % (uint)slots.Length);
        // Read once: another slot may take its place at any time.
        var slot = slots[i];
        return slot.TryRent() ? slot : TryRentOther(slots, i);
    }

    /// <summary>Rents a slot from the end, so that few have buffers for many rows.</summary>
    public Slot? TryRentLast()
    {
        for (var i = _slots.Length - 1; i >= 0; i--)
            if (_slots[i] is var slot && slot.TryRent()) return slot;
        return null;
    }

    private static Slot? TryRentOther(Slot[] slots, int start)
    {
        for (var i = start + 1; i < slots.Length; i++)
            if (slots[i] is var slot && slot.TryRent()) return slot;
        for (var i = 0; i < start; i++)
            if (slots[i] is var slot && slot.TryRent()) return slot;
        return null;
    }

    /// <summary>
    /// Closes every slot as it becomes free; completes when no lease is held. The version must have been taken out of
    /// the serving table before.
    /// </summary>
    public Task DrainAsync()
    {
        _draining = true;
        // Pairs with the full fence of a slot's return: either it sees the flag, or this sees the slot free.
        Interlocked.MemoryBarrier();
        CloseFreeSlots();
        if (CloseFreeShadows() > 0) _ = AwaitShadowsAsync();
        Queue.Close();
        Breaker.End();
        return _drained.Task;
    }

    /// <summary>
    /// Keeps slots open between two runs of one request, all rows of which this version answers, even while it drains. Only under a lease,
    /// or a drain may be over already.
    /// </summary>
    public void Hold() => Interlocked.Increment(ref _holds);

    /// <summary>Ends a <see cref="Hold"/>.</summary>
    public void EndHold()
    {
        // A full fence: either a drain sees that no hold is left, or this sees the drain.
        if (Interlocked.Decrement(ref _holds) == 0 && _draining) CloseFreeSlots();
    }

    /// <summary>Called by each slot after it has become free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnReturned()
    {
        if (_draining) CloseFreeSlots();
        if (Queue.HasWaiting) Queue.OnPlaceFree();
    }

    /// <summary>Frees native memory; only after <see cref="DrainAsync"/> has completed.</summary>
    public void Dispose()
    {
        if (!_drained.Task.IsCompleted) throw new InvalidOperationException($"{Id} still has leases.");
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        BufferTrimming.Dispose();
        foreach (var slot in _slots) slot.Buffers.Dispose();
        foreach (var slot in _shadowSlots) slot.Buffers.Dispose();
        Session.Dispose();
    }

    private void CloseFreeSlots()
    {
        if (Volatile.Read(ref _holds) > 0) return;
        var open = 0;
        foreach (var slot in _slots)
            if (!slot.TryClose()) open++;
        if (open > 0 || CloseFreeShadows() > 0) return;
        _closed.TrySetResult();
        if (Zombies == 0) _drained.TrySetResult();
    }
}
