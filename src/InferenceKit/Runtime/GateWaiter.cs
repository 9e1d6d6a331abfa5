namespace InferenceKit.Runtime;

internal enum GateSignal
{
    /// <summary>A place may be free, or the versions have changed: look again.</summary>
    Turn,
    /// <summary>The deadline has passed.</summary>
    Expired,
    /// <summary>The caller cancelled.</summary>
    Cancelled,
}

/// <summary>One caller in the queue of a <see cref="ConcurrencyGate"/>.</summary>
internal sealed class GateWaiter(long deadline, int priority = 0, string? version = null)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<GateSignal>? _waiting;
    private GateSignal? _pending;

    public long Deadline => deadline;

    public int Priority => priority;

    /// <summary>The version that the request names; null for the one that traffic goes to.</summary>
    public string? Version => version;

    public LinkedListNode<GateWaiter>? Node { get; set; }

    /// <summary>Waits for the next signal; one that came since the last wait is not lost.</summary>
    public Task<GateSignal> WaitAsync()
    {
        lock (_lock)
        {
            if (_pending is { } signal)
            {
                _pending = null;
                return Task.FromResult(signal);
            }
            _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }

    public void Wake(GateSignal signal)
    {
        lock (_lock)
        {
            if (_waiting is { } waiting)
            {
                _waiting = null;
                waiting.SetResult(signal);
            }
            // An end is not overwritten by a turn.
            else if (_pending is null or GateSignal.Turn) _pending = signal;
        }
    }
}
