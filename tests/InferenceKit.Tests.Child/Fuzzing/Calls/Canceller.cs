using System.Diagnostics;

namespace InferenceKit.Tests.Child.Fuzzing.Calls;

/// <summary>A thread that cancels at given moments, more precisely than a timer. Thread-safe.</summary>
internal sealed class Canceller : IDisposable
{
    private readonly object _lock = new();
    private readonly PriorityQueue<Action, long> _pending = new();
    private readonly Action<Exception> _onFault;
    private readonly Thread _thread;
    private bool _isOver;

    public Canceller(Action<Exception> onFault)
    {
        _onFault = onFault;
        _thread = new(Run) { IsBackground = true, Name = "fuzz canceller" };
        _thread.Start();
    }

    public void Add(Action cancel, TimeSpan after)
    {
        var moment = Stopwatch.GetTimestamp() + (long)(after.TotalSeconds * Stopwatch.Frequency);
        lock (_lock)
        {
            _pending.Enqueue(cancel, moment);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Has the rest cancelled at once, and waits for it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            Monitor.Pulse(_lock);
        }
        _thread.Join();
    }

    private void Run()
    {
        while (TryTake(out var cancel))
        {
            try
            {
                cancel();
            }
            catch (Exception e)
            {
                _onFault(e);
            }
        }
    }

    private bool TryTake(out Action cancel)
    {
        while (true)
        {
            lock (_lock)
            {
                if (!_pending.TryPeek(out cancel!, out var moment))
                {
                    if (_isOver) return false;
                    Monitor.Wait(_lock);
                    continue;
                }
                var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), moment);
                if (_isOver || left <= TimeSpan.Zero)
                {
                    _pending.Dequeue();
                    return true;
                }
                if (left > TimeSpan.FromMilliseconds(2))
                {
                    Monitor.Wait(_lock, left - TimeSpan.FromMilliseconds(1));
                    continue;
                }
            }
            // The last two milliseconds without a sleep, which takes longer than it is asked for.
            Thread.Yield();
        }
    }
}
