namespace InferenceKit.Benchmarks.Load;

/// <summary>What the process holds.</summary>
internal static class Memory
{
    /// <summary>Resident bytes once garbage has gone: what would stay if load stopped here.</summary>
    public static double ResidentMegabytes()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet / (1024.0 * 1024.0);
    }

    /// <summary>Managed bytes a call allocates on the calling thread, over many calls.</summary>
    public static double ManagedBytesPerCall(ICallLoop loop, int calls)
    {
        loop.Run(calls);
        var before = GC.GetAllocatedBytesForCurrentThread();
        loop.Run(calls);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)calls;
    }
}
