namespace InferenceKit.ControlPlane.Lifecycle.Loading.Memory;

/// <summary>Memory that all loaded versions are likely to hold. Thread-safe.</summary>
internal sealed class ResidentMemory
{
    // Weights are held once as they are in the file and once as the runtime lays them out, arena and buffers come on top.
    private const double Factor = 2;

    // The share of the process's memory that versions may take where nothing is configured.
    private const double DefaultShare = 0.8;

    private const double DefaultShareOfLoad = 0.5;

    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Remove(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    public static long Estimate(long fileBytes) => (long)(fileBytes * Factor);

    public static long Limit(long? configured) =>
        configured ?? (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * DefaultShare);

    /// <summary>
    /// What one load may take. By default half of what the process may have; a model of large files gets twice what is expected of it, because a load
    /// holds weights several times for a moment, and whether there is room for the model has been decided before.
    /// </summary>
    public static long LimitOfLoad(long? configured, long expected) =>
        configured ?? Math.Max((long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * DefaultShareOfLoad), 2 * expected);
}
