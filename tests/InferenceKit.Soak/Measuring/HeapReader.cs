namespace InferenceKit.Soak.Measuring;

/// <summary>What is left on the managed heap after collections that it asks for, and which do not stop the program.</summary>
internal sealed class HeapReader(TimeSpan interval)
{
    private double _nextAt;
    private long _lastIndex;

    /// <returns>The heap's size without its holes at the end of the last such collection; not a number where none has ended since.</returns>
    public double Read(double seconds)
    {
        var info = GC.GetGCMemoryInfo(GCKind.Background);
        var bytes = double.NaN;
        if (info.Index > _lastIndex)
        {
            _lastIndex = info.Index;
            bytes = info.HeapSizeBytes - info.FragmentedBytes;
        }

        if (seconds >= _nextAt)
        {
            _nextAt = seconds + interval.TotalSeconds;
            GC.Collect(2, GCCollectionMode.Forced, blocking: false);
        }

        return bytes;
    }
}
