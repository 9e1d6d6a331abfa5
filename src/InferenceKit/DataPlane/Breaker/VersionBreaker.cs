using InferenceKit.DataPlane.Batching;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;

namespace InferenceKit.DataPlane.Breaker;

/// <summary>
/// A version's circuit breaker: Polly decides when it opens; which request tests the version again is decided here. Where the version
/// came with samples, they are replayed and no request of a user is; otherwise one request in each break duration may try.
/// </summary>
/// <remarks>
/// <code>
///   Closed --too many bad--> Open --break over--> HalfOpen --good--> Closed
///      |                      ^                      |
///      | by hand, at a limit  +--------- bad --------+
///      v
///   Isolated --by hand--> Closed
/// </code>
/// </remarks>
internal sealed partial class VersionBreaker(ServedVersion version, BatchServices shared) : CircuitBreaker
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time = new MonotonicTime(shared.Time);
    private BreakerPolicy? _policy;
    private RatioCircuit? _failures;
    private RatioCircuit? _slow;
    private CircuitState _state;
    private string? _reason;
    private long _nextTrial;

    public override CircuitState State
    {
        get
        {
            lock (_lock) return _state;
        }
    }

    public override string? Reason
    {
        get
        {
            lock (_lock) return _reason;
        }
    }

    public override void Apply(BreakerPolicy? policy)
    {
        lock (_lock)
        {
            if (_policy == policy) return;
            _policy = policy;
            _failures = policy?.FailureRatio is { } failing ? Circuit(failing, policy) : null;
            _slow = policy?.SlowRatio is { } slow ? Circuit(slow, policy) : null;
            Slow = policy?.SlowRatio is null ? long.MaxValue : Ticks(policy.SlowAfter);
            WatchUntil = long.MinValue;
            if (_state != CircuitState.Isolated) CloseNow();
        }
    }

    public override bool TryPass(long now, out TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            retryAfter = null;
            if (_state == CircuitState.Closed) return true;
            if (_state == CircuitState.Isolated) return false;
            // With samples, the timer tries.
            if (version.Probe is null && now >= _nextTrial)
            {
                _state = CircuitState.HalfOpen;
                _nextTrial = now + Ticks(_policy!.BreakDuration);
                return true;
            }
            retryAfter = shared.ToTimeSpan(Math.Max(0, _nextTrial - now));
            return false;
        }
    }

    protected override void Note(bool isFailure, bool isSlow, long now, bool isTrial)
    {
        lock (_lock)
        {
            if (_policy is not { } policy || _state == CircuitState.Isolated) return;
            var isBad = (isFailure && _failures is not null) || isSlow;
            if (isBad) WatchUntil = now + Ticks(policy.Window);
            // Requests that went before it opened say nothing of how the version is now.
            if (_state != CircuitState.Closed && !isTrial) return;
            _failures?.Note(isFailure);
            _slow?.Note(isSlow);
            if (_state == CircuitState.Closed)
            {
                if (_failures is { IsClosed: false }) Open(now, policy, $"{policy.FailureRatio:P0} of its requests failed");
                else if (_slow is { IsClosed: false }) Open(now, policy, $"{policy.SlowRatio:P0} of its requests took longer than {policy.SlowAfter.TotalMilliseconds:0.###} ms");
            }
            else if (isBad) Open(now, policy, _reason!);
            else CloseNow();
        }
    }

    public override void Isolate(string reason)
    {
        lock (_lock)
        {
            (_state, _reason, IsOpen) = (CircuitState.Isolated, reason, true);
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public override void Close()
    {
        lock (_lock) CloseNow();
    }

    private void Open(long now, BreakerPolicy policy, string reason)
    {
        (_state, _reason, IsOpen) = (CircuitState.Open, reason, true);
        _nextTrial = now + Ticks(policy.BreakDuration);
        if (version.Probe is not null && !_hasEnded) ScheduleProbe(policy);
    }

    private void CloseNow()
    {
        if (_failures is { IsClosed: false }) _failures.Close();
        if (_slow is { IsClosed: false }) _slow.Close();
        (_state, _reason, IsOpen) = (CircuitState.Closed, null, false);
    }

    private RatioCircuit Circuit(double ratio, BreakerPolicy policy) =>
        new(ratio, policy.MinimumRequests, policy.Window, policy.BreakDuration, _time);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * shared.Frequency);
}
