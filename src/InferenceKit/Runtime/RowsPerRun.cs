namespace InferenceKit.Runtime;

/// <summary>
/// Learns from live rows how many to put into one run on behalf of many: the smallest of 1, 4, 16, ... rows that comes
/// within 5 % of the best time a row. Some models gain 25-fold from large runs, others lose. Thread-safe.
/// </summary>
/// <remarks>
/// Climbs while it pays; the time of a size is the least of its last samples, because what disturbs a run only ever
/// lengthens it. Now and then it tries a neighbour again, for machines and rows change.
/// </remarks>
internal sealed class RowsPerRun
{
    private const int Sizes = 7, Samples = 4, LookAgainAfter = 64;
    private readonly Lock _lock = new();
    private readonly double[,] _perRow = new double[Sizes, Samples];
    private readonly int[] _count = new int[Sizes];
    private int _chosen = -1;
    private int _trying;
    private int _runs;
    private bool _staysAtOne;

    /// <summary>The size to use next.</summary>
    /// <param name="max">The most rows allowed.</param>
    public int Next(int max)
    {
        lock (_lock)
        {
            if (_staysAtOne) return 1;
            if (_chosen < 0 && RowsOf(_trying) > max) _chosen = Best(Math.Max(0, _trying - 1));
            var size = _chosen < 0 ? _trying : Chosen();
            return Math.Clamp(RowsOf(size), 1, Math.Max(1, max));
        }
    }

    /// <summary>Several rows in one run have failed where each alone does not: from now on, each runs alone.</summary>
    public void StayAtOne()
    {
        lock (_lock) _staysAtOne = true;
    }

    /// <summary>Learns from a run of a size that <see cref="Next"/> gave; others are ignored.</summary>
    public void Add(int rows, long ticks)
    {
        if (SizeOf(rows) is not { } size) return;
        lock (_lock)
        {
            _perRow[size, _count[size]++ % Samples] = (double)ticks / rows;
            if (_chosen < 0) Climb(size);
            else _chosen = Best(_chosen);
        }
    }

    /// <summary>How long a run of so many rows should take, in ticks; null before anything is known of it.</summary>
    public long? Expected(int rows)
    {
        lock (_lock)
        {
            for (var size = Sizes - 1; size >= 0; size--)
                if (_count[size] > 0 && RowsOf(size) <= rows) return (long)(Time(size) * rows);
            return null;
        }
    }

    private int Chosen()
    {
        if (++_runs % LookAgainAfter != 0) return _chosen;
        var neighbour = _runs / LookAgainAfter % 2 == 0 ? _chosen - 1 : _chosen + 1;
        return Math.Clamp(neighbour, 0, Sizes - 1);
    }

    private void Climb(int size)
    {
        if (size != _trying || _count[size] < 3) return;
        // One size that does not pay is looked past: some models gain only from far larger runs.
        var pays = size < 2 || Time(size) < Time(size - 1) * 0.95 || Time(size) < Time(size - 2) * 0.95;
        if (pays && size < Sizes - 1) _trying++;
        else _chosen = Best(size);
    }

    private int Best(int fallback)
    {
        var least = double.MaxValue;
        for (var i = 0; i < Sizes; i++)
            if (_count[i] >= 3) least = Math.Min(least, Time(i));
        for (var i = 0; i < Sizes; i++)
            if (_count[i] >= 3 && Time(i) <= least * 1.05) return i;
        return fallback;
    }

    private double Time(int size)
    {
        var least = double.MaxValue;
        for (var i = 0; i < Math.Min(_count[size], Samples); i++) least = Math.Min(least, _perRow[size, i]);
        return least;
    }

    private static int RowsOf(int size) => 1 << (2 * size);

    private static int? SizeOf(int rows)
    {
        for (var i = 0; i < Sizes; i++)
            if (RowsOf(i) == rows) return i;
        return null;
    }
}
