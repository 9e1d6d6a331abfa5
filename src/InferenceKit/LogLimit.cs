namespace InferenceKit;

/// <summary>
/// Lets one line of a kind pass in a second, so that a thousand failing requests do not write a thousand lines. What it keeps back is counted, and
/// the count is reported when the second is over. Thread-safe.
/// </summary>
/// <param name="time">Measures.</param>
/// <param name="leftOut">Gets a kind and how many lines of it were kept back.</param>
internal sealed class LogLimit(TimeProvider time, Action<string, int> leftOut) : IDisposable
{
    // Further kinds count as one: what a kind is may come from outside.
    private const int MaxKinds = 64;
    private const string Others = "other";

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _isDisposed;

    /// <summary>Whether a line of this kind may be written now.</summary>
    public bool TryPass(string kind)
    {
        lock (_lock)
        {
            if (_isDisposed) return true;
            if (_kinds.Count >= MaxKinds && !_kinds.ContainsKey(kind)) kind = Others;
            var now = time.GetTimestamp();
            if (!_kinds.TryGetValue(kind, out var state))
            {
                _kinds[kind] = new() { Passed = now };
                return true;
            }
            // A count that waits is reported first: with a late timer, lines would otherwise come in the wrong order.
            if (state.LeftOut == 0 && time.GetElapsedTime(state.Passed, now) >= Window)
            {
                state.Passed = now;
                return true;
            }
            if (state.LeftOut++ == 0) SetTimer(kind, state);
            return false;
        }
    }

    /// <summary>Reports what was kept back.</summary>
    public void Dispose()
    {
        List<(string, int)> counts = [];
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var (kind, state) in _kinds)
            {
                state.Timer?.Dispose();
                if (state.LeftOut > 0) counts.Add((kind, state.LeftOut));
            }
            _kinds.Clear();
        }
        // Outside the lock: a log is the host's code, and may call back.
        foreach (var (kind, count) in counts) Report(kind, count);
    }

    private void SetTimer(string kind, Kind state)
    {
        if (state.Timer is { } timer)
        {
            timer.Change(Window, Timeout.InfiniteTimeSpan);
            return;
        }
        // The timer serves all requests: it must not carry the execution context of the one that made it.
        using (ExecutionContext.SuppressFlow())
            state.Timer = time.CreateTimer(_ => End(kind, state), null, Window, Timeout.InfiniteTimeSpan);
    }

    private void End(string kind, Kind state)
    {
        int count;
        lock (_lock)
        {
            if (_isDisposed || state.LeftOut == 0) return;
            (count, state.LeftOut, state.Passed) = (state.LeftOut, 0, time.GetTimestamp());
        }
        Report(kind, count);
    }

    private void Report(string kind, int count)
    {
        try
        {
            leftOut(kind, count);
        }
#pragma warning disable CA1031 // A log is the host's code, and this is a timer's thread.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    private sealed class Kind
    {
        /// <summary>When a line, or a count, was last written.</summary>
        public long Passed { get; set; }

        public int LeftOut { get; set; }

        public ITimer? Timer { get; set; }
    }
}
