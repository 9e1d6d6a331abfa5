namespace InferenceKit.Serving;

/// <summary>
/// Counts a version's stuck runs: runs that were asked to stop and do not end. Each keeps its thread, its memory and the session, but no slot. Too
/// many of them take the version out of service. Thread-safe.
/// </summary>
internal sealed class ServiceState(ServedVersion version)
{
    private readonly Lock _lock = new();
    private volatile string? _whyOut;
    private int _stuckRuns;
    private int _maxStuckRuns;

    /// <summary>Called when the version goes out of service and when it comes back, on a thread that must not be blocked.</summary>
    public Action<ServedVersion>? Changed { get; set; }

    /// <summary>Runs that were stopped long ago and have not ended.</summary>
    public int StuckRuns => Volatile.Read(ref _stuckRuns);

    /// <summary>Why the version is out of service, as a text for messages; null while it is in service.</summary>
    public string? WhyOut => _whyOut;

    /// <summary>With so many stuck runs the version is out of service.</summary>
    public int MaxStuckRuns
    {
        set => Volatile.Write(ref _maxStuckRuns, value);
    }

    public void BeginStuckRun() => Interlocked.Increment(ref _stuckRuns);

    public void EndStuckRun() => Interlocked.Decrement(ref _stuckRuns);

    /// <summary>Compares the number of stuck runs with the limit.</summary>
    /// <returns>Whether the version went out of service by this call.</returns>
    public bool Update()
    {
        // One change after the other, with the count read inside: a late reader of an old count would otherwise have the last word.
        lock (_lock)
        {
            var stuck = StuckRuns;
            var isOut = stuck >= Volatile.Read(ref _maxStuckRuns);
            if (isOut == _whyOut is not null) return false;
            _whyOut = isOut ? $"{stuck} of its runs were stopped and do not end (Execution:MaxZombieRuns)" : null;
            Changed?.Invoke(version);
            return isOut;
        }
    }
}
