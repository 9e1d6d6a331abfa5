using System.Collections.Concurrent;

namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// Work for the host's thread pool that is done even when every thread of the pool is blocked: items wait in a queue of the library's own,
/// the pool's threads are asked to take them, and where they do not come within milliseconds, threads of the library do. Thread-safe.
/// </summary>
/// <remarks>
/// The queue is first in, first out, as the pool's own: an item executes after all that was ready before it. A pool thread that comes when
/// a library thread has taken everything finds nothing to do.
/// </remarks>
internal sealed class BackedPool : IThreadPoolWorkItem, IWatched
{
    // Continuations of callers may block a thread each; more is a fault of the host.
    private const int MostThreads = 512;
    private const int MostAsked = 256;
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<IPoolItem> _items = new();
    private readonly WorkerPool _workers;
    private readonly Watchdog _watchdog;
    private readonly Rescue _rescue;
    private readonly object _gate = new();
    private int _asked;
    private int _lingering;
    private int _threads;
    private long _taken;
    private long _seen;

    public BackedPool(WorkerPool workers, Watchdog watchdog)
    {
        (_workers, _watchdog) = (workers, watchdog);
        _rescue = new(this);
        watchdog.Add(this);
    }

    /// <summary>Library threads that stand in for the pool now.</summary>
    public int Threads => Volatile.Read(ref _threads);

    /// <summary>Has an item executed on another thread, after all that was queued before it.</summary>
    public void Queue(IPoolItem item)
    {
        _items.Enqueue(item);
        Ask();
        _watchdog.NoteWork();
        if (Volatile.Read(ref _lingering) > 0)
            lock (_gate) Monitor.Pulse(_gate);
    }

    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Decrement(ref _asked);
        if (TryExecute() && !_items.IsEmpty && Volatile.Read(ref _asked) == 0) Ask();
    }

    /// <returns>Whether anything waits.</returns>
    bool IWatched.Check()
    {
        if (_items.IsEmpty) return false;
        var taken = Volatile.Read(ref _taken);
        // Nothing was taken since the last look: the pool does not come.
        if (taken == _seen && Volatile.Read(ref _threads) < MostThreads)
        {
            Interlocked.Increment(ref _threads);
            _workers.Post(_rescue);
        }
        _seen = taken;
        return true;
    }

    // Each item asks once, so that it keeps its place behind what waits in the pool; but a pool that does not come is not asked without end.
    private void Ask()
    {
        if (Interlocked.Increment(ref _asked) > MostAsked) Interlocked.Decrement(ref _asked);
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool TryExecute()
    {
        if (!_items.TryDequeue(out var item)) return false;
        Interlocked.Increment(ref _taken);
        try
        {
            item.Execute();
        }
#pragma warning disable CA1031 // A continuation is the host's code; out of a thread of ours it would end the process.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
        return true;
    }

    private void ExecuteAll()
    {
        while (true)
        {
            while (TryExecute())
            {
            }
            // More is likely to come, and this thread is awake already.
            Interlocked.Increment(ref _lingering);
            lock (_gate)
                if (_items.IsEmpty) Monitor.Wait(_gate, Linger);
            Interlocked.Decrement(ref _lingering);
            if (!_items.IsEmpty) continue;
            Interlocked.Decrement(ref _threads);
            return;
        }
    }

    private sealed class Rescue(BackedPool pool) : IWorkItem
    {
        public void Run() => pool.ExecuteAll();

        // The next look tries again.
        public void Refuse(Exception cause) => Interlocked.Decrement(ref pool._threads);
    }
}
