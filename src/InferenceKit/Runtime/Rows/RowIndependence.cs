using System.Runtime.CompilerServices;
using InferenceKit.Sessions;

namespace InferenceKit.Runtime.Rows;

/// <summary>
/// Whether rows of one version may share runs, now. Read by the data plane before it puts rows together or cuts a request into parts.
/// Live runs go on being checked as long as that can change. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
///   Unknown --> Shared --> Never
///      |                     ^
///      +---------------------+
/// </code>
/// Never is for good. Runs that began before a change end as they began.
/// </remarks>
internal sealed class RowIndependence
{
    // The first runs are all looked at; after that, one in so many, and at most one in so many milliseconds.
    private const int FirstRuns = 8, FirstSingleRuns = 64, Every = 1024, MillisecondsBetween = 1000;

    // A row of more bytes is copied this many times as rarely, for the copy costs what a small run does.
    private const int LargeRow = 1 << 20, RarerWhereLarge = 60;

    private readonly Lock _lock = new();
    private readonly ServedVersion _version;
    private readonly IRowChecks? _checks;
    private volatile RowSharing _sharing;
    // Where rows share runs, those are looked at; where that is not known yet, those of one row.
    private volatile bool _watchesShared;
    private volatile bool _watchesSingle;
    private volatile string? _why;
    private int _taken;
    private long _lastTaken;

    /// <param name="version">Whose rows they are.</param>
    /// <param name="verdict">What was shown at its load.</param>
    /// <param name="checks">What checks live runs; null for nothing.</param>
    public RowIndependence(ServedVersion version, RowVerdict verdict, IRowChecks? checks)
    {
        (_version, _checks) = (version, checks);
        (_sharing, _why) = (verdict.Sharing, verdict.Why);
        WatchFor(verdict.Sharing);
    }

    /// <summary>Whether rows may share a run, and a request with many may be cut into parts.</summary>
    public bool MayShare => _sharing == RowSharing.Shared;

    /// <summary>Whether they never will.</summary>
    public bool NeverShares => _sharing == RowSharing.Never;

    /// <summary>Why they may not share runs now, for people; null where they may.</summary>
    public string? WhyNot => _why;

    /// <summary>Told after a change; on a thread that must not be held up.</summary>
    public Action<ServedVersion>? Changed { get; set; }

    /// <summary>
    /// Called on the run's thread after a completed run of rows, while inputs and outputs are there. Copies some rows now and then for a
    /// check on another thread. Never throws; costs a read where there is nothing to do.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AfterRun(RowBatch batch)
    {
        if (batch.Rows > 1 ? _watchesShared : _watchesSingle) Watch(batch);
    }

    /// <summary>Live rows were answered together as alone.</summary>
    public void Begin() => Change(RowSharing.Unknown, RowSharing.Shared, null);

    /// <summary>Rows depend on each other: none share a run from now on.</summary>
    /// <param name="why">For people; without values.</param>
    public void End(string why)
    {
        if (!Change(RowSharing.Shared, RowSharing.Never, why)) Change(RowSharing.Unknown, RowSharing.Never, why);
    }

    private bool Change(RowSharing from, RowSharing to, string? why)
    {
        lock (_lock)
        {
            if (_sharing != from) return false;
            // What is shared has no reason not to be: the order in which a status may read the two.
            if (why is not null) _why = why;
            _sharing = to;
            if (why is null) _why = null;
            WatchFor(to);
            _taken = 0;
        }
        try
        {
            Changed?.Invoke(_version);
        }
#pragma warning disable CA1031 // A log is the host's code, and the change has been made.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
        return true;
    }

    private void WatchFor(RowSharing sharing)
    {
        _watchesShared = _checks is not null && sharing == RowSharing.Shared;
        _watchesSingle = _checks is not null && sharing == RowSharing.Unknown;
    }

    private void Watch(RowBatch batch)
    {
        if (batch.RunsUntilCheck-- <= 0) batch.RunsUntilCheck = Take(batch);
    }

    /// <returns>How many runs of this batch to let pass now.</returns>
    private int Take(RowBatch batch)
    {
        try
        {
            var bytes = RowSample.BytesOf(batch);
            var first = batch.Rows > 1 ? FirstRuns : FirstSingleRuns;
            var isFirst = Volatile.Read(ref _taken) < first;
            var now = Environment.TickCount64;
            var last = Volatile.Read(ref _lastTaken);
            var pause = (bytes > LargeRow ? RarerWhereLarge : 1) * MillisecondsBetween;
            if (last != 0 && now - last < pause && !(isFirst && bytes <= LargeRow)) return Every;
            if (!_checks!.HasRoom(2 * bytes)) return isFirst ? 8 : Every;
            // One thread at a time; another's sample is as good.
            if (Interlocked.CompareExchange(ref _lastTaken, Math.Max(now, 1), last) != last && !isFirst) return Every;
            var taken = Interlocked.Increment(ref _taken);
            _checks.Offer(new(_version, batch.Rows, Copy(batch, taken, bytes)));
            return taken < first ? 0 : Every;
        }
#pragma warning disable CA1031 // For want of memory, say: no request fails for its check.
        catch (Exception)
        {
            return Every;
        }
#pragma warning restore CA1031
    }

    private static LiveRow[] Copy(RowBatch batch, int number, long bytes)
    {
        const int Small = 64 << 10;
        var last = batch.Rows - 1;
        // What depends on rows before it shows in the last row, what depends on those after it in the first.
        if (last > 0 && bytes <= Small) return [RowSample.Copy(batch, 0), RowSample.Copy(batch, last)];
        return [RowSample.Copy(batch, number % 2 == 0 ? 0 : last)];
    }
}
