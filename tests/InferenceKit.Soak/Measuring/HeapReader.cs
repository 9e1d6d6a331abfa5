namespace InferenceKit.Soak.Measuring;

/// <summary>What is left on the managed heap after full collections, which it asks for in the background.</summary>
internal sealed class HeapReader(TimeSpan interval)
{
    private double _nextAt;
    private long _lastIndex;

    /// <returns>The heap's size without its holes after the last such collection; not a number where none has ended since.</returns>
    public double Read(double seconds)
    {
        // The collector may choose to stop the program after all, for a heap as small as this.
        var (inBackground, stopping) = (GC.GetGCMemoryInfo(GCKind.Background), GC.GetGCMemoryInfo(GCKind.FullBlocking));
        var info = inBackground.Index > stopping.Index && inBackground.HeapSizeBytes > 0 ? inBackground : stopping;
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
