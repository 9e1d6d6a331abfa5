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
///                     |                               ^
///                     | stopped long ago              |
///                     v             return            |
///                  GivenUp ---------------------------+
/// </code>
/// Whoever stops a run enters Terminating, and leaves it at once; a return waits for that, so that a termination
/// never hits the next run. A slot that was given up is no place of the version any more: another stands in for it.
/// </remarks>
internal sealed partial class Slot
{
    private const int Free = 0, Busy = 1, Terminating = 2, Closed = 3, GivenUp = 4;
    private static int s_slots;

    private readonly int _number = Interlocked.Increment(ref s_slots);
    private int _state;
    private ulong _predictions;
    private RunBatch? _current;

    public Slot(ServedVersion version, bool isShadow = false) => (Version, IsShadow) = (version, isShadow);

    public ServedVersion Version { get; }

    /// <summary>Whether it is for runs whose answers nobody gets.</summary>
    public bool IsShadow { get; }

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

    /// <summary>
    /// The run is over and another will follow under the same lease: nobody may stop what it used any more, for its
    /// buffers may go before the next run begins.
    /// </summary>
    public void Disarm()
    {
        Forget();
        var spin = new SpinWait();
        // Waits out who has seen the batch and is about to stop it.
        while (Interlocked.CompareExchange(ref _state, Busy, Busy) == Terminating) spin.SpinOnce();
    }

    /// <summary>Ends the lease: the native run is really over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return()
    {
        Forget();
        if (Interlocked.CompareExchange(ref _state, Free, Busy) != Busy) ReturnAfterScanner();
        Version.OnReturned();
    }

    /// <summary>Ends the lease of a shadow run: nobody waits for the place.</summary>
    public void ReturnShadow()
    {
        Forget();
        if (Interlocked.CompareExchange(ref _state, Free, Busy) != Busy) ReturnAfterScanner();
    }

    /// <summary>Closes a free slot for good.</summary>
    /// <returns>Whether it is closed now, by this call or by another thread that drains at the same time.</returns>
    public bool TryClose() => Interlocked.CompareExchange(ref _state, Closed, Free) is Free or Closed;

    /// <summary>For messages of tests and debuggers.</summary>
    public override string ToString() => $"{_number}:{_state switch { Free => "free", Busy => "busy", Terminating => "terminating", GivenUp => "given up", _ => "closed" }}";

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
        int state;
        while ((state = Interlocked.CompareExchange(ref _state, Free, Busy)) != Busy)
        {
            if (state == GivenUp)
            {
                EndZombie();
                return;
            }
            spin.SpinOnce();
        }
    }
}
