
namespace InferenceKit.Sessions.Rows;

/// <summary>How much of a buffer rows need: lately, and since it was reserved. Memory that was never written takes none of the machine's.</summary>
internal struct MemoryUse
{
    private long _lately;
    private long _most;

    /// <summary>Rows need so many bytes.</summary>
    public void Note(long bytes) => _lately = Math.Max(_lately, bytes);

    /// <summary>The memory was replaced.</summary>
    public void Reset() => (_lately, _most) = (0, 0);

    /// <summary>Measures the need of the rows since the last call.</summary>
    public MemoryNeed Measure()
    {
        var lately = _lately;
        _lately = 0;
        _most = Math.Max(_most, lately);
        if (_most <= RunMemory.AlwaysKeptBytes) return MemoryNeed.Little;
        return lately > _most / 4 ? MemoryNeed.Much : MemoryNeed.MuchOnce;
    }
}
