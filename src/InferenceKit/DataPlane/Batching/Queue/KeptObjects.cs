using System.Collections.Concurrent;

namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>Objects for the next use: one for each thread, because a thread that reads an answer mostly asks again, and some for all.</summary>
internal static class KeptObjects<T> where T : class
{
    private const int Most = 4096;
    private static readonly ConcurrentQueue<T> Shared = new();
    private static int s_count;

    [ThreadStatic]
    private static T? s_own;

    public static T? TryRent()
    {
        if (s_own is { } own)
        {
            s_own = null;
            return own;
        }
        if (!Shared.TryDequeue(out var shared)) return null;
        Interlocked.Decrement(ref s_count);
        return shared;
    }

    public static void Return(T item)
    {
        if (s_own is null)
        {
            s_own = item;
            return;
        }
        if (Volatile.Read(ref s_count) >= Most) return;
        Interlocked.Increment(ref s_count);
        Shared.Enqueue(item);
    }
}
