
namespace InferenceKit.Serving.Leasing;

/// <summary>
/// Gives back the memory of rare, large runs. A batch that reserves much starts a timer; when it fires, each free slot gives back what runs
/// since the time before did not need. It stops when nothing is left to give back. Thread-safe.
/// </summary>
internal sealed class BufferTrimming : IDisposable
{
    /// <summary>Memory that was not needed for this long goes within as long again.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly ServedVersion _version;
    private readonly TimeProvider _time;
    private ITimer? _timer;
    private bool _isArmed;
    private bool _isDisposed;

    public BufferTrimming(ServedVersion version, TimeProvider time) => (_version, _time) = (version, time);

    /// <summary>Looks at the buffers once some time has passed.</summary>
    public void Arm()
    {
        lock (_lock)
        {
            if (_isArmed || _isDisposed) return;
            _isArmed = true;
            if (_timer is null)
            {
                // The timer outlives the request that came first, and must not keep what belongs to it.
                using var _ = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
                _timer = _time.CreateTimer(static t => ((BufferTrimming)t!).Trim(), this, Period, Timeout.InfiniteTimeSpan);
            }
            else _timer.Change(Period, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void Trim()
    {
        // Before looking: what is reserved meanwhile arms it again.
        lock (_lock) _isArmed = false;
        if (_version.IsDraining) return;
        var holdsMore = false;
        foreach (var slot in _version.Slots) holdsMore |= Trim(slot);
        foreach (var slot in _version.ShadowSlots) holdsMore |= Trim(slot);
        if (holdsMore) Arm();
    }

    private static bool Trim(Slot slot)
    {
        // A slot in use is looked at the next time.
        if (!slot.TryRent()) return true;
        try
        {
            return slot.Buffers.Trim();
        }
        finally
        {
            if (slot.IsShadow) slot.ReturnShadow();
            else slot.Return();
        }
    }
}
