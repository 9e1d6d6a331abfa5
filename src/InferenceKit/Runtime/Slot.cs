using System.Runtime.CompilerServices;
using InferenceKit.Sessions;

namespace InferenceKit.Runtime;

/// <summary>
/// One place where one request at a time runs on one version. Renting it is the lease on the version, the place in its
/// concurrency limit, the run's buffers and the arming of its deadline, all with one compare-and-swap.
/// </summary>
/// <remarks>
/// <code>
///            rent                       return
///   Free ----------> Busy ------------------------> Free
///     |               |  ^                            |
///     | drain         |  | termination asked          | drain
///     v               v  |                            v
///   Closed         Terminating                      Closed
/// </code>
/// Whoever stops a run enters Terminating, and leaves it at once; a return waits for that, so that a termination
/// never hits the next run.
/// </remarks>
internal sealed partial class Slot
{
    private const int Free = 0, Busy = 1, Terminating = 2, Closed = 3;
    private static int s_slots;

    private readonly int _number = Interlocked.Increment(ref s_slots);
    private int _state;
    private ulong _predictions;
    private RunBatch? _current;
    private bool _terminated;

    public Slot(ServedVersion version) => Version = version;

    public ServedVersion Version { get; }

    /// <summary>When the run must be over, as a timestamp of the time provider; <see cref="long.MaxValue"/> for never.</summary>
    public long Deadline = long.MaxValue;

    /// <summary>The caller's token, looked at by the scanner.</summary>
    public CancellationToken Cancellation;

    // Who waits for the run, to be answered when their deadlines pass. Null for an inline run.
    private IRunMembers? _members;

    public bool IsBusy => Volatile.Read(ref _state) is Busy or Terminating;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRent() =>
        Volatile.Read(ref _state) == Free && Interlocked.CompareExchange(ref _state, Busy, Free) == Free;

    /// <summary>Unique in the process, without a counter that all slots share.</summary>
    /// <summary>Predictions made here so far; written by the renter alone.</summary>
    public ulong Predictions => Volatile.Read(ref _predictions);

    public PredictionId NextPredictionId() => PredictionId.Create(((ulong)_number << 40) | ++_predictions);

    /// <summary>Says what runs now and until when; the scanner may stop it from here on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Arm(RunBatch batch, long deadline, CancellationToken cancellation, IRunMembers? members = null)
    {
        if (_terminated) ResetTermination();
        Deadline = deadline;
        Cancellation = cancellation;
        _members = members;
        // Last, because the scanner believes deadline and token once it sees a batch.
        Volatile.Write(ref _current, batch);
    }

    /// <summary>Lets go of callers whose time is over or that gave up, and stops the run in flight if none is left.</summary>
    public void StopIfDue(long now)
    {
        var spin = new SpinWait();
        int state;
        while ((state = Interlocked.CompareExchange(ref _state, Terminating, Busy)) == Terminating) spin.SpinOnce();
        if (state != Busy) return;
        // The slot may have been rented anew since the caller looked; it cannot be while it is in this state.
        var batch = Volatile.Read(ref _current);
        try
        {
            if (batch is null || !IsDue(now) || _terminated) return;
            if (_members is { } members && members.LetGo(now) is var next && next != IRunMembers.Nobody)
            {
                // The run goes on for those who are left.
                Deadline = next;
                return;
            }
            _terminated = true;
            batch.Terminate();
        }
        finally
        {
            // Whatever happened: a slot left in this state would never come back.
            Volatile.Write(ref _state, Busy);
        }
    }

    /// <summary>Whether the deadline has passed or the caller has given up, as far as a thread without the lease can tell.</summary>
    public bool IsDue(long now)
    {
        if (Deadline <= now) return true;
        // A copy: the renter may reset the field between two reads of it.
        var cancellation = Cancellation;
        return cancellation.IsCancellationRequested || _members is { SomebodyLeft: true };
    }

    /// <summary>
    /// The run is over and another will follow under the same lease: nobody may stop what it used any more, for its
    /// buffers may go before the next run begins.
    /// </summary>
    public void Disarm()
    {
        Forget();
        var spin = new SpinWait();
        // Waits out who has seen the batch and is about to stop it.
        while (Interlocked.CompareExchange(ref _state, Busy, Busy) != Busy) spin.SpinOnce();
    }

    /// <summary>Whether the run was asked to stop; read by the renter.</summary>
    public bool WasTerminated => Volatile.Read(ref _terminated);

    /// <summary>Ends the lease: the native run is really over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return()
    {
        Forget();
        if (Interlocked.CompareExchange(ref _state, Free, Busy) != Busy) ReturnAfterScanner();
        Version.OnReturned();
    }

    /// <summary>Closes a free slot for good.</summary>
    /// <returns>Whether it is closed now, by this call or by another thread that drains at the same time.</returns>
    public bool TryClose() => Interlocked.CompareExchange(ref _state, Closed, Free) is Free or Closed;

    /// <summary>For messages of tests and debuggers.</summary>
    public override string ToString() => $"{_number}:{_state switch { Free => "free", Busy => "busy", Terminating => "terminating", _ => "closed" }}";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Forget()
    {
        _current = null;
        _members = null;
        Deadline = long.MaxValue;
        Cancellation = default;
    }

    private void ReturnAfterScanner()
    {
        var spin = new SpinWait();
        while (Interlocked.CompareExchange(ref _state, Free, Busy) != Busy) spin.SpinOnce();
    }
}
