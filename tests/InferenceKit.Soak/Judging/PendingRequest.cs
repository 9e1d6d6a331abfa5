using System.Diagnostics;

namespace InferenceKit.Soak.Judging;

/// <summary>Tracks one request at a time, which has to be answered by a certain moment.</summary>
internal sealed class PendingRequest(RequestWatch watch, string caller)
{
    private long _due;

    public string Caller => caller;

    /// <summary>Whether the request that is under way should have been answered.</summary>
    public bool IsPending => Volatile.Read(ref _due) != 0;

    /// <summary>A request begins whose deadline is so far away.</summary>
    public void Begin(TimeSpan timeout)
    {
        Volatile.Write(ref _due, Stopwatch.GetTimestamp() + (long)((timeout + RequestWatch.Grace).TotalSeconds * Stopwatch.Frequency));
        watch.Began();
    }

    /// <summary>The request has its outcome.</summary>
    public void End()
    {
        var late = Stopwatch.GetElapsedTime(Interlocked.Exchange(ref _due, 0));
        watch.Ended();
        if (late > TimeSpan.Zero)
            watch.WasLate(caller, late);
    }
}
