namespace InferenceKit.ControlPlane.Repository;

/// <summary>Looks again and again, one look at a time: a slow one never overlaps the next.</summary>
internal sealed class Poller : IDisposable
{
    private readonly TimeSpan _interval;
    private readonly Func<ValueTask> _look;
    private readonly Action<Exception> _failed;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private bool _isDisposed;

    /// <param name="interval">From the end of a look to the next.</param>
    /// <param name="look">Called on a pool thread.</param>
    /// <param name="failed">Takes what a look threw: out of a timer, it would end the process.</param>
    /// <param name="time">Makes the timer.</param>
    public Poller(TimeSpan interval, Func<ValueTask> look, Action<Exception> failed, TimeProvider time)
    {
        _interval = interval;
        _look = look;
        _failed = failed;
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(interval, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        lock (_lock) _isDisposed = true;
        _timer.Dispose();
    }

    private async void Look()
    {
        try
        {
            await _look().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _failed(e);
        }
        finally
        {
            lock (_lock)
                if (!_isDisposed) _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }
}
