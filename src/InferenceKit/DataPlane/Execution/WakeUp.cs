namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// Calls back when the clock reaches a time that was asked for. There is one pending request, the soonest; the callback
/// answers it, and asks anew for what is still to come. Thread-safe; callbacks never overlap.
/// </summary>
/// <remarks>
/// A thread that asks has published, with a full fence after it, what the callback is to read: either the request finds the one
/// before answered and makes a new one, or that one's callback sees what was published.
/// </remarks>
internal abstract class WakeUp(Action callback, Action<Exception>? onFault) : IDisposable
{
    /// <summary>No request.</summary>
    protected const long Never = long.MaxValue;

    /// <param name="time">Whose timestamps are asked for.</param>
    /// <param name="callback">Runs on a thread of the wake-up's, without anybody's execution context.</param>
    /// <param name="onFault">
    /// Told what the callback throws; the next request is served all the same. Without it the callback is trusted not to
    /// throw: what it throws is unhandled, as out of any timer.
    /// </param>
    public static WakeUp Create(TimeProvider time, Action callback, Action<Exception>? onFault = null) =>
        ReferenceEquals(time, TimeProvider.System) ? new PreciseWakeUp(callback, onFault) : new TimerWakeUp(time, callback, onFault);

    /// <summary>
    /// Asks for one callback at this timestamp, at once where it has passed. A request that is not sooner than the
    /// pending one costs a read and changes nothing.
    /// </summary>
    public abstract void At(long timestamp);

    /// <summary>No callback begins after this, but for one that was about to.</summary>
    public abstract void Dispose();

    protected void Fire()
    {
        try
        {
            callback();
        }
        catch (Exception e) when (onFault is not null)
        {
            onFault(e);
        }
    }
}
