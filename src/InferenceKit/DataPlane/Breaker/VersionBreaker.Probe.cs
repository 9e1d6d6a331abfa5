using InferenceKit.Serving.Resilience;

namespace InferenceKit.DataPlane.Breaker;

/// <summary>Trying a broken version by its samples, so that no request of a user has to.</summary>
internal sealed partial class VersionBreaker
{
    private ITimer? _timer;
    private bool _hasEnded;

    public override void End()
    {
        lock (_lock)
        {
            _hasEnded = true;
            _timer?.Dispose();
        }
    }

    /// <summary>A replay of the samples is over.</summary>
    /// <param name="problem">Null when all of them were right.</param>
    public void EndProbe(string? problem)
    {
        lock (_lock)
        {
            if (_state != CircuitState.HalfOpen || _policy is not { } policy) return;
            if (problem is null) CloseNow();
            else Open(shared.Time.GetTimestamp(), policy, problem);
        }
    }

    private void ScheduleProbe(BreakerPolicy policy)
    {
        // Or Polly would let a request of a user try.
        _failures?.Isolate();
        _slow?.Isolate();
        _timer ??= shared.Time.CreateTimer(static b => ((VersionBreaker)b!).BeginProbe(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(policy.BreakDuration, Timeout.InfiniteTimeSpan);
    }

    private void BeginProbe()
    {
        lock (_lock)
        {
            if (_state != CircuitState.Open || _hasEnded) return;
            _state = CircuitState.HalfOpen;
        }
        shared.Workers.Post(new SampleProbe(version, this, shared.Executor, shared.Time));
    }
}
