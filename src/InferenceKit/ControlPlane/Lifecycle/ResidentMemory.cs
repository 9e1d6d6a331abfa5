namespace InferenceKit.ControlPlane.Lifecycle;

/// <summary>Memory that all loaded versions are likely to hold. Thread-safe.</summary>
internal sealed class ResidentMemory
{
    // Weights are held once as they are in the file and once as the runtime lays them out, arena and buffers come on top.
    private const double Factor = 2;

    // The share of the process's memory that versions may take where nothing is configured.
    private const double DefaultShare = 0.8;

    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Remove(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    public static long Estimate(long fileBytes) => (long)(fileBytes * Factor);

    public static long Limit(long? configured) =>
        configured ?? (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * DefaultShare);
}
