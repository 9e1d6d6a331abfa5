using System.Collections.Concurrent;

namespace InferenceKit.Soak.Judging;

/// <summary>Sees to it that every request gets one outcome, and in time.</summary>
internal sealed class RequestWatch(Journal journal)
{
    private readonly ConcurrentBag<PendingRequest> _pending = [];
    private long _began;
    private long _ended;

    /// <summary>
    /// How much later than its deadline an outcome may come. Generous: faults keep threads for two seconds, and the machine may be
    /// busy with other programs. What is looked for here are requests that are forgotten, not milliseconds.
    /// </summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(10);

    public long Requests => Volatile.Read(ref _began);

    public long Unanswered => Volatile.Read(ref _began) - Volatile.Read(ref _ended);

    public PendingRequest Create(string caller)
    {
        var pending = new PendingRequest(this, caller);
        _pending.Add(pending);
        return pending;
    }

    public void Began() => Interlocked.Increment(ref _began);

    public void Ended() => Interlocked.Increment(ref _ended);

    public void WasLate(string caller, TimeSpan late) =>
        journal.Violate("late", $"{caller}: an outcome came {(Grace + late).TotalSeconds:F1} s after its deadline");

    /// <summary>At the end: a request that still waits was lost.</summary>
    public void CountForgotten()
    {
        foreach (var pending in _pending)
            if (pending.IsPending)
                journal.Violate("unanswered", $"{pending.Caller}: a request has no outcome");
    }
}
