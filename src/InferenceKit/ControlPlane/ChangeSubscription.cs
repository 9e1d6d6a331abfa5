using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane;

/// <summary>
/// Follows the change tokens of a repository or a store, which are the host's code. Unlike <see cref="ChangeToken"/>, it outlives a failure: a
/// source that throws is logged, and asked again after a pause. Nothing that a source or a token throws leaves it.
/// </summary>
internal sealed class ChangeSubscription : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    // A token may fire while the next one is asked for, and again. A source that gives more of these in a row never makes a new one.
    private const int MostFiredTokens = 10;

    private readonly object _source;
    private readonly Func<IChangeToken> _next;
    private readonly Action _changed;
    private readonly ILogger _logger;
    private readonly ITimer _retry;
    private readonly Lock _lock = new();
    private IDisposable? _registration;
    private int _wakes;
    // In a row. Used by the thread that follows; there is one at a time.
    private int _failures;
    private bool _isDisposed;

    /// <param name="source">Named in the log by its type.</param>
    /// <param name="next">Gives the next token.</param>
    /// <param name="changed">Called after each change, on the thread that made it; also after a failure, as changes may have gone unseen. Must not throw.</param>
    /// <param name="logger">For failures.</param>
    /// <param name="time">Makes the timer.</param>
    public ChangeSubscription(object source, Func<IChangeToken> next, Action changed, ILogger logger, TimeProvider time)
    {
        (_source, _next, _changed, _logger) = (source, next, changed, logger);
        _retry = time.CreateTimer(_ => OnWake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _wakes = 1;
        Follow(isStart: true);
    }

    public void Dispose()
    {
        IDisposable? registration;
        lock (_lock)
        {
            _isDisposed = true;
            registration = _registration;
        }
        _retry.Dispose();
        // Not under the lock: the registration may wait until a callback is over, and the callback may wait for the lock.
        registration?.Dispose();
    }

    /// <summary>The token fired, or the pause after a failure is over.</summary>
    private void OnWake()
    {
        // A token that has fired already calls back from within its registration. The thread that registers it goes round once more then, or each
        // such token would take a part of the stack.
        if (Interlocked.Increment(ref _wakes) == 1) Follow(isStart: false);
    }

    private void Follow(bool isStart)
    {
        var fired = 0;
        for (var tellsChange = !isStart; !Volatile.Read(ref _isDisposed); tellsChange = true)
        {
            // The token first: a change during the callback fires it.
            var token = TryGetNext();
            // After a failure, too: changes until now have gone unseen.
            if (tellsChange) _changed();
            if (token is not null && ++fired <= MostFiredTokens) TryRegister(token);
            else if (token is not null) Pause(null);
            if (Interlocked.Decrement(ref _wakes) == 0) return;
        }
    }

    private IChangeToken? TryGetNext()
    {
        try
        {
            return _next() ?? throw new InvalidOperationException("It gave no change token.");
        }
        catch (Exception e)
        {
            Pause(e);
            return null;
        }
    }

    private void TryRegister(IChangeToken token)
    {
        try
        {
            var registration = token.RegisterChangeCallback(static s => ((ChangeSubscription)s!).OnWake(), this);
            if (_failures > 0 && Volatile.Read(ref _wakes) == 1)
            {
                _failures = 0;
                ControlPlaneLog.FollowedAgain(_logger, TypeName.Of(_source.GetType()));
            }
            lock (_lock)
            {
                if (!_isDisposed)
                {
                    _registration = registration;
                    return;
                }
            }
            // Disposed while the token was registered: nothing else would end it.
            registration?.Dispose();
        }
        catch (Exception e)
        {
            Pause(e);
        }
    }

    private void Pause(Exception? exception)
    {
        var pause = RetrySchedule.DelayAfter(FirstPause, ++_failures);
        lock (_lock)
        {
            if (_isDisposed) return;
            _retry.Change(pause, Timeout.InfiniteTimeSpan);
        }
        ControlPlaneLog.NotFollowed(
            _logger, exception, TypeName.Of(_source.GetType()), (exception?.Message ?? "every token that it gives has fired already").TrimEnd('.'), pause.TotalSeconds);
    }
}
