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
internal sealed class ServedVersion
{
    private readonly IVersionParts _parts;
    private readonly Slot[] _slots;
    private readonly ShadowSlots _shadows;
    private readonly CrossModelBinding _otherModels;
    private readonly bool _hasPlainRows;
    private readonly long _ticksPerSecond;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OutputChecks? _checks;
    private long _maxRunTicks;
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
        _otherModels = new(this, parts);
        _ticksPerSecond = time.TimestampFrequency;
        SampleTicks = _ticksPerSecond / 10_000;
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
        _shadows = new(this);
        Service = new(this);
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

    /// <summary>Keeps requests from it while it is broken.</summary>
    public CircuitBreaker Breaker { get; }

    /// <summary>
    /// Replays the samples that came with the version, through a function that runs one sample. Returns null when every answer is right, and otherwise
    /// the reason. Null when there are no samples.
    /// </summary>
    public Func<Func<IReadOnlyList<NamedValue>, IReadOnlyList<string>, ProbeRun>, string?>? Probe { get; init; }

    /// <summary>What its outputs must hold; null for nothing.</summary>
    public OutputChecks? Checks => Volatile.Read(ref _checks);

    /// <summary>The longest that one run may take, in ticks of the time provider; <see cref="long.MaxValue"/> for no limit.</summary>
    public long MaxRunTicks => Volatile.Read(ref _maxRunTicks);

    /// <summary>The same limit for messages.</summary>
    public TimeSpan MaxRunTime { get; private set; }

    public RunTimeEstimate RunTime { get; }

    /// <summary>The least time between two inline runs of a slot that the scheduler learns from: 100 us, in ticks of the time provider.</summary>
    public long SampleTicks { get; }

    public ReadOnlySpan<Slot> Slots => _slots;

    /// <summary>Slots of shadow runs; each is made when it is first needed.</summary>
    public ReadOnlySpan<Slot> ShadowSlots => _shadows.Slots;

    /// <summary>Its stuck runs, and whether they take it out of service.</summary>
    public ServiceState Service { get; }

    /// <summary>Whether it takes no request for now, although it is loaded.</summary>
    public bool IsOutOfService => Service.WhyOut is not null;

    /// <summary>Why it is out of service, as a text for messages; null while it is in service.</summary>
    public string? WhyOutOfService => Service.WhyOut;

    public bool IsDraining => _draining;

    public bool IsDrained => _drained.Task.IsCompleted;

    /// <summary>Completes when only stuck runs are left: it is draining, and every other run has ended. Completes with the drain at the latest.</summary>
    public Task WhenOnlyStuckRunsAreLeft => _closed.Task;

    /// <summary>Slots in use now.</summary>
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

    /// <summary>Takes the limits and rules of a configuration: before the version comes into the table, and whenever they change.</summary>
    public void Apply(ServingPolicy policy)
    {
        // Checks are bound anew only when the rules differ, because every publication of the table calls this.
        if (!Equals(_checks?.Rules, policy.Outputs)) Volatile.Write(ref _checks, policy.Outputs is null ? null : _parts.BindChecks(policy.Outputs, this));
        Breaker.Apply(policy.Breaker);
        Service.MaxStuckRuns = policy.MaxZombieRuns;
        Session.MaxOutputBytes = policy.MaxOutputBytes;
        MaxRunTime = policy.MaxRunTime;
        var ticks = policy.MaxRunTime.TotalSeconds * _ticksPerSecond;
        Volatile.Write(ref _maxRunTicks, policy.MaxRunTime < TimeSpan.Zero || ticks >= long.MaxValue ? long.MaxValue : (long)ticks);
    }

    /// <summary>When a run that began at a time must be over: at its deadline, or when it has taken as long as a run may.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long EndOfRun(long began, long deadline)
    {
        // Read once: a change of the configuration between the comparison and the sum would give neither limit.
        var most = _maxRunTicks;
        return deadline - began > most ? began + most : deadline;
    }

    /// <summary>What its signature has differently from another model's whose requests it is to answer.</summary>
    public IReadOnlyList<string> DifferencesFrom(ModelSignature other) => _otherModels.DifferencesFrom(other);

    /// <summary>The codec of another model, bound to this version; null where it does not suit, and why.</summary>
    public object? CodecOf(CodecRegistration codec, out string? problem) => _otherModels.CodecOf(codec, out problem);

    /// <summary>Rents a slot; tries first the one of the current processor, whose buffers are most likely in its cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Slot? TryRent()
    {
        var slots = _slots;
        var i = (int)((uint)Thread.GetCurrentProcessorId() % (uint)slots.Length);
        // Read once: another slot may replace it at any time.
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

    /// <summary>Rents a slot for a shadow run; null where the version is draining, or too many of its shadow runs do not end.</summary>
    public Slot? TryRentShadow() => _shadows.TryRent();

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
        if (_shadows.CloseFree() > 0) _ = AwaitShadowsAsync();
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
        if (Queue.HasWaiting) Queue.OnSlotFree();
    }

    /// <summary>Puts another slot in place of one whose run is stuck. That slot calls it, and cannot be returned meanwhile.</summary>
    public void Replace(Slot slot)
    {
        var other = new Slot(this, slot.IsShadow);
        // Before the swap: a drain that finds all slots closed must already count this run.
        Service.BeginStuckRun();
        if (slot.IsShadow) _shadows.Replace(slot, other);
        else
        {
            // From now on its runs use neither the caller's thread nor the pool's. Shadow runs have threads of their own.
            RunTime.MarkOverrun();
            Volatile.Write(ref _slots[Array.IndexOf(_slots, slot)], other);
        }
        // As with a slot's return: either a drain sees the new slot, or this sees the drain.
        Interlocked.MemoryBarrier();
        if (_draining) CloseFreeSlots();
    }

    /// <summary>A stuck run has ended after all, and its buffers are freed.</summary>
    public void EndStuckRun()
    {
        // The count first: the last stuck run of a drain completes it here.
        Service.EndStuckRun();
        if (_draining) CloseFreeSlots();
        UpdateService();
    }

    /// <summary>Takes the version out of service, or back, by the number of its stuck runs.</summary>
    public void UpdateService()
    {
        // Requests that wait here go to another version, or get an answer that says why not.
        if (Service.Update()) Queue.OnTableChanged();
    }

    /// <summary>Frees native memory; only after <see cref="DrainAsync"/> has completed.</summary>
    public void Dispose()
    {
        if (!_drained.Task.IsCompleted) throw new InvalidOperationException($"{Id} still has leases.");
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        BufferTrimming.Dispose();
        foreach (var slot in _slots) slot.Buffers.Dispose();
        foreach (var slot in _shadows.Slots) slot.Buffers.Dispose();
        Session.Dispose();
    }

    // Several threads may close slots at the same time: closing is idempotent, and the first to find all of them closed completes the drain.
    private void CloseFreeSlots()
    {
        if (Volatile.Read(ref _holds) > 0) return;
        var open = 0;
        foreach (var slot in _slots)
            if (!slot.TryClose()) open++;
        if (open > 0 || _shadows.CloseFree() > 0) return;
        _closed.TrySetResult();
        if (Service.StuckRuns == 0) _drained.TrySetResult();
    }

    private async Task AwaitShadowsAsync()
    {
        await _shadows.CloseAllAsync().ConfigureAwait(false);
        CloseFreeSlots();
    }
}
