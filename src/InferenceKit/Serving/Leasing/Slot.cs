using System.Runtime.CompilerServices;
using InferenceKit.Sessions;

namespace InferenceKit.Serving.Leasing;

/// <summary>
/// One concurrency slot: one request at a time runs in it on one version. Renting it is the lease on the version, its share of the
/// concurrency limit, the run's buffers and the arming of its deadline, all with one compare-and-swap.
/// </summary>
/// <remarks>
/// <code>
///            rent                       return
///   Free ----------> Busy ------------------------> Free
///     |               |  ^                            |
///     | drain         |  | stop asked                 | drain
///     v               v  |                            v
///   Closed          Stopping                        Closed
///                     |                               ^
///                     | stopped long ago              |
///                     v             return            |
///                  Abandoned -------------------------+
/// </code>
/// The run in flight is published and withdrawn by one write of a reference. What describes it is written before it is published, and is
/// not written again until the renter has withdrawn it and no other thread is in Stopping: <see cref="Disarm"/> waits for that. So a
/// thread that stops a run, which it only does in Stopping, sees one run whole, and never the half of two. A slot that was abandoned does
/// not count for the version any more: another stands in for it.
/// </remarks>
internal sealed class Slot
{
    private const int Free = 0, Busy = 1, Stopping = 2, Closed = 3, Abandoned = 4;
    private static int s_slots;

    private readonly int _number = Interlocked.Increment(ref s_slots);
    private int _state;
    private ulong _predictions;
    private long _sampledAt;

    // The run in flight: the batch is the reference that publishes it.
    private RunBatch? _current;
    private long _end = long.MaxValue;
    private CancellationToken _cancellation;
    private IRunMembers? _members;
    private bool _wasStopped;
    private long _stoppedAt;

    public Slot(ServedVersion version, bool isShadow = false) => (Version, IsShadow, Buffers) = (version, isShadow, new(version));

    public ServedVersion Version { get; }

    /// <summary>What its runs read and write; only for the renter.</summary>
    public SlotBuffers Buffers { get; }

    /// <summary>Whether it is for runs that no caller waits for.</summary>
    public bool IsShadow { get; }

    /// <summary>When the run in flight must be over, as a timestamp of the time provider; <see cref="long.MaxValue"/> for never. A hint to threads without the lease.</summary>
    public long End => Volatile.Read(ref _end);

    public bool IsBusy => Volatile.Read(ref _state) is Busy or Stopping;

    /// <summary>Predictions made here so far; written by the renter alone.</summary>
    public ulong Predictions => Volatile.Read(ref _predictions);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRent() =>
        Volatile.Read(ref _state) == Free && Interlocked.CompareExchange(ref _state, Busy, Free) == Free;

    /// <summary>
    /// Whether the run that ended now is one of those that the scheduler learns from: one in 100 us. Learning costs about as much as the library
    /// adds to a prediction, and so less than 0.5 % of the time, whatever the model takes. Only for the renter.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSampleDue(long now)
    {
        if (now - _sampledAt < Version.SampleTicks) return false;
        _sampledAt = now;
        return true;
    }

    /// <summary>Unique in the process, without a counter that all slots share.</summary>
    public PredictionId NextPredictionId() => PredictionId.Create(((ulong)_number << 40) | ++_predictions);

    /// <summary>Publishes what runs now and until when; from here on other threads may stop it.</summary>
    /// <param name="batch">What runs.</param>
    /// <param name="end">When it must be over.</param>
    /// <param name="cancellation">The caller's token of a run without members.</param>
    /// <param name="members">The requests that wait for it, to be answered when their deadlines pass; null for a run on its caller's thread.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Arm(RunBatch batch, long end, CancellationToken cancellation, IRunMembers? members = null)
    {
        if (_wasStopped) ResetTermination();
        _end = end;
        _cancellation = cancellation;
        _members = members;
        Volatile.Write(ref _current, batch);
    }

    /// <summary>The run is over: withdraws it. No other thread stops what it used any more, so its buffers may go.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Disarm()
    {
        Volatile.Write(ref _current, null);
        // A full fence, and the wait for a thread that saw the run before it was withdrawn.
        if (Interlocked.CompareExchange(ref _state, Busy, Busy) == Stopping) AwaitStopper();
        // Only now: the thread that stops a run reads these.
        _members = null;
        _cancellation = default;
        _end = long.MaxValue;
    }

    /// <summary>
    /// The only run of a lease without members is over. A thread that saw it may still ask its buffers to stop: that is undone before their
    /// next run, and they cannot go before the return, which waits for that thread.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Withdraw()
    {
        Volatile.Write(ref _current, null);
        _cancellation = default;
        _end = long.MaxValue;
    }

    /// <summary>Ends the lease: the native run is really over, and was withdrawn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return()
    {
        if (Interlocked.CompareExchange(ref _state, Free, Busy) != Busy) ReturnLate();
        Version.OnReturned();
    }

    /// <summary>Ends the lease of a shadow run: no request waits for the slot.</summary>
    public void ReturnShadow()
    {
        if (Interlocked.CompareExchange(ref _state, Free, Busy) != Busy) ReturnLate();
    }

    /// <summary>Closes a free slot for good.</summary>
    /// <returns>Whether it is closed now, by this call or by another thread that drains at the same time.</returns>
    public bool TryClose() => Interlocked.CompareExchange(ref _state, Closed, Free) is Free or Closed;

    /// <summary>Whether the run is due to be stopped or looked at, as far as a thread without the lease can tell.</summary>
    public bool IsDue(long now)
    {
        // A copy: the token asked in its field reads its source twice, and the renter may take it away between the two.
        var cancellation = _cancellation;
        return End <= now || cancellation.IsCancellationRequested || _members is { HasLeavers: true };
    }

    /// <summary>Answers the callers whose time is over or that gave up, and stops the run in flight if none is left.</summary>
    public void StopIfDue(long now)
    {
        if (!TryHold()) return;
        try
        {
            // The slot may have been rented anew since the caller looked; it cannot be while it is in this state.
            if (Volatile.Read(ref _current) is not { } batch || !IsDue(now)) return;
            if (_members is { } members && members.AnswerOverdue(now) is var next && next != IRunMembers.NoneWaiting)
            {
                // The run goes on for those that are left.
                _end = next;
                return;
            }
            if (_wasStopped) return;
            _stoppedAt = now;
            Volatile.Write(ref _wasStopped, true);
            Version.Instruments.Runs.NoteStopped();
            batch.Terminate();
        }
        finally
        {
            // Whatever happened: a slot left in this state would never come back.
            Volatile.Write(ref _state, Busy);
        }
    }

    /// <summary>Whether a run was asked to stop before that time and has not ended, as far as a thread without the lease can tell.</summary>
    public bool IsStuck(long stoppedBefore) =>
        // The run first: what is read after it belongs to it.
        Volatile.Read(ref _current) is not null && Volatile.Read(ref _wasStopped) && _stoppedAt <= stoppedBefore;

    /// <summary>Puts another slot in the place of this one if its run is stuck. Its callers have all been answered then, but for one whose own thread runs it.</summary>
    public void AbandonIfStuck(long stoppedBefore, long now)
    {
        if (!TryHold()) return;
        var state = Busy;
        IRunMembers? members = null;
        try
        {
            if (!IsStuck(stoppedBefore)) return;
            Version.Replace(this);
            state = Abandoned;
            members = _members;
            members?.Abandon(now);
        }
        finally
        {
            Volatile.Write(ref _state, state);
        }
        Version.UpdateService();
        members?.OnReplaced(now);
        if (Version.Queue.HasWaiting) Version.Queue.OnSlotFree();
    }

    /// <summary>For messages of tests and debuggers.</summary>
    public override string ToString() => $"{_number}:{_state switch { Free => "free", Busy => "busy", Stopping => "stopping", Abandoned => "abandoned", _ => "closed" }}";

    /// <summary>Whether the slot is busy, and now held against its renter.</summary>
    private bool TryHold()
    {
        var spin = new SpinWait();
        int state;
        while ((state = Interlocked.CompareExchange(ref _state, Stopping, Busy)) == Stopping) spin.SpinOnce();
        return state == Busy;
    }

    private void AwaitStopper()
    {
        var spin = new SpinWait();
        while (Volatile.Read(ref _state) == Stopping) spin.SpinOnce();
    }

    private void ReturnLate()
    {
        var spin = new SpinWait();
        int state;
        while ((state = Interlocked.CompareExchange(ref _state, Free, Busy)) != Busy)
        {
            if (state == Abandoned)
            {
                EndStuckRun();
                return;
            }
            spin.SpinOnce();
        }
    }

    // By the thread of the run, which has come back at last; no other thread looks at the slot any more.
    private void EndStuckRun()
    {
        Volatile.Write(ref _state, Closed);
        try
        {
            Buffers.Dispose();
        }
        finally
        {
            // Last: the session may be disposed from here on.
            Version.EndStuckRun();
        }
    }

    private void ResetTermination()
    {
        Buffers.ResetTermination();
        _wasStopped = false;
    }
}
