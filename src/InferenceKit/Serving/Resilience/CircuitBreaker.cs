using System.Runtime.CompilerServices;

namespace InferenceKit.Serving.Resilience;

/// <summary>Keeps requests from a version that is broken, and lets them come again once it is not. Thread-safe.</summary>
internal abstract class CircuitBreaker
{
    private bool _isOpen;
    private long _slow = long.MaxValue;
    private long _watchUntil = long.MinValue;

    /// <summary>Whether requests have to ask before they go to the version; false costs them one read.</summary>
    public bool IsOpen
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _isOpen);
        protected set => Volatile.Write(ref _isOpen, value);
    }

    /// <summary>Where it stands.</summary>
    public abstract CircuitState State { get; }

    /// <summary>Why it does not let requests through; null while it does.</summary>
    public abstract string? Reason { get; }

    /// <summary>What takes longer is slow, in ticks.</summary>
    protected long Slow
    {
        get => Volatile.Read(ref _slow);
        set => Volatile.Write(ref _slow, value);
    }

    /// <summary>
    /// Until when successes count: a window after the last failure. Before the first one there is no ratio to know, and a healthy version
    /// pays nothing for its breaker.
    /// </summary>
    protected long WatchUntil
    {
        get => Volatile.Read(ref _watchUntil);
        set => Volatile.Write(ref _watchUntil, value);
    }

    /// <summary>Asks for one request while it <see cref="IsOpen"/>.</summary>
    /// <param name="now">A timestamp.</param>
    /// <param name="retryAfter">When to ask again; null where it is not known.</param>
    /// <returns>Whether the request may go, to show whether the version works again.</returns>
    public abstract bool TryPass(long now, out TimeSpan? retryAfter);

    /// <summary>Notes a success of a request that went to the version.</summary>
    /// <param name="ticks">How long it took.</param>
    /// <param name="now">A timestamp.</param>
    /// <param name="isTrial">Whether <see cref="TryPass"/> let it through.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Succeeded(long ticks, long now, bool isTrial)
    {
        if (now <= WatchUntil || ticks > Slow) Note(isFailure: false, ticks > Slow, now, isTrial);
    }

    /// <summary>Notes a failure of a request that went to the version; what is not the version's fault does not count.</summary>
    /// <param name="error">Which.</param>
    /// <param name="ticks">How long it took.</param>
    /// <param name="now">A timestamp.</param>
    /// <param name="isTrial">Whether <see cref="TryPass"/> let it through.</param>
    public void Failed(InferenceError error, long ticks, long now, bool isTrial)
    {
        if (error is InferenceError.ExecutionFailed or InferenceError.InvalidOutput or InferenceError.DeadlineExceeded or InferenceError.ResourceExhausted)
            Note(isFailure: true, ticks > Slow, now, isTrial);
    }

    /// <summary>Opens it until <see cref="Close"/>.</summary>
    public abstract void Isolate(string reason);

    /// <summary>Closes it, whatever it has seen.</summary>
    public abstract void Close();

    /// <summary>The model's settings have changed, or it comes into service.</summary>
    public abstract void Apply(BreakerPolicy? policy);

    /// <summary>The version goes: no probe from here on.</summary>
    public abstract void End();

    /// <summary>Notes how a request ended, where it matters.</summary>
    protected abstract void Note(bool isFailure, bool isSlow, long now, bool isTrial);
}
