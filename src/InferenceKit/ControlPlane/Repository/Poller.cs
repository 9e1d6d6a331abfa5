namespace InferenceKit.ControlPlane.Repository;

/// <summary>Checks at an interval, one check at a time: a slow one never overlaps the next.</summary>
internal sealed class Poller : IDisposable
{
    private readonly TimeSpan _interval;
    private readonly Func<ValueTask> _check;
    private readonly Action<Exception> _failed;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private bool _isDisposed;

    /// <param name="interval">From the end of a check to the next.</param>
    /// <param name="check">Called on a pool thread.</param>
    /// <param name="failed">Takes what a check threw: an exception of a timer would end the process.</param>
    /// <param name="time">Makes the timer.</param>
    public Poller(TimeSpan interval, Func<ValueTask> check, Action<Exception> failed, TimeProvider time)
    {
        _interval = interval;
        _check = check;
        _failed = failed;
        // Started only once the field is set: the first check uses it.
        _timer = time.CreateTimer(_ => Check(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(interval, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        lock (_lock) _isDisposed = true;
        _timer.Dispose();
    }

    private async void Check()
    {
        try
        {
            await _check().ConfigureAwait(false);
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
