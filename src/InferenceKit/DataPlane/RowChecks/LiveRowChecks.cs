using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving.Rows;

namespace InferenceKit.DataPlane.RowChecks;

/// <summary>
/// Checks live rows of all versions, one sample after the other, on one thread that comes when there is something to do and leaves when there
/// has been nothing for a while. What does not fit is dropped: another sample will come. Thread-safe.
/// </summary>
internal sealed class LiveRowChecks(RunExecutor executor, TimeProvider time) : IRowChecks
{
    private const int MostWaiting = 16;
    private const long MostBytes = 64 << 20;
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    private readonly object _lock = new();
    private readonly Queue<RowSample> _waiting = new();
    private readonly RowCheck _check = new(executor, time);
    private long _bytes;
    private bool _hasThread;

    public bool HasRoom(long bytes)
    {
        lock (_lock) return _waiting.Count < MostWaiting && _bytes + bytes <= MostBytes;
    }

    public void Offer(RowSample sample)
    {
        lock (_lock)
        {
            var bytes = sample.Bytes;
            if (_waiting.Count >= MostWaiting || _bytes + bytes > MostBytes) return;
            _waiting.Enqueue(sample);
            _bytes += bytes;
            Monitor.Pulse(_lock);
            if (_hasThread) return;
            _hasThread = true;
        }
        try
        {
            // Without the ambient state of the request that brought the sample, and in the background: a host that stops does not wait for it.
            new Thread(Work) { IsBackground = true, Name = "InferenceKit row checks" }.UnsafeStart();
        }
#pragma warning disable CA1031 // There may be no memory or no process id for a thread; the request that brought the sample goes on.
        catch (Exception)
        {
            lock (_lock)
            {
                _hasThread = false;
                _waiting.Clear();
                _bytes = 0;
            }
        }
#pragma warning restore CA1031
    }

    private void Work()
    {
        while (TryTake(out var sample))
        {
            try
            {
                _check.Run(sample!);
            }
#pragma warning disable CA1031 // A check that fails shows nothing, and must not end the process.
            catch (Exception)
            {
            }
#pragma warning restore CA1031
        }
    }

    private bool TryTake(out RowSample? sample)
    {
        lock (_lock)
        {
            while (!_waiting.TryDequeue(out sample))
            {
                if (Monitor.Wait(_lock, IdleTime) || _waiting.Count > 0) continue;
                _hasThread = false;
                // What is kept of versions that wait for more rows must not keep them in memory.
                _check.Forget();
                return false;
            }
            _bytes -= sample.Bytes;
            return true;
        }
    }
}
