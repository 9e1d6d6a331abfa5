using System.Numerics;

namespace InferenceKit.Serving;

/// <summary>
/// How long a run of n rows takes, learnt from live runs: for each power of two the median of its last runs' times a row. The
/// median, because rows differ and neighbours on the machine disturb. Thread-safe.
/// </summary>
/// <param name="ticksPerSecond">Of the clock that measures.</param>
internal sealed class CostCurve(long ticksPerSecond)
{
    /// <summary>Sizes from 1 to 1,024 rows.</summary>
    public const int Sizes = 11;

    private const int Kept = 16, Enough = 8;
    private readonly Lock _lock = new();
    private readonly double[,] _samples = new double[Sizes, Kept];
    private readonly int[] _counts = new int[Sizes];
    private readonly double[] _medians = new double[Sizes];

    /// <summary>The size that so many rows count for: the largest power of two that is not above.</summary>
    public static int SizeOf(int rows) => Math.Min(BitOperations.Log2((uint)Math.Max(rows, 1)), Sizes - 1);

    /// <summary>Notes a run.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="ticks">From encoding its first to decoding its last.</param>
    public void Add(int rows, long ticks)
    {
        var size = SizeOf(rows);
        lock (_lock)
        {
            _samples[size, _counts[size]++ % Kept] = (double)ticks / rows;
            if (_counts[size] <= Enough || _counts[size] % 4 == 0) Volatile.Write(ref _medians[size], Median(size));
        }
    }

    /// <summary>Whether so many runs of a size were seen that its time can be believed.</summary>
    public bool IsKnown(int size) => Volatile.Read(ref _counts[size]) >= Enough;

    /// <summary>Runs of a size seen since it was last forgotten.</summary>
    public int Count(int size) => Volatile.Read(ref _counts[size]);

    /// <summary>Ticks a row in runs of a size; 0 before the first.</summary>
    public double PerRow(int size) => Volatile.Read(ref _medians[size]);

    /// <summary>How long a run of so many rows should take, from the nearest size that is known; 0 before anything is.</summary>
    public long Expected(int rows)
    {
        var size = SizeOf(rows);
        for (var smaller = size; smaller >= 0; smaller--)
            if (PerRow(smaller) is > 0 and var perRow) return (long)(perRow * rows);
        for (var larger = size + 1; larger < Sizes; larger++)
            if (PerRow(larger) is > 0 and var perRow) return (long)(perRow * rows);
        return 0;
    }

    /// <summary>The time of a run of each size that was seen, for people.</summary>
    public IReadOnlyDictionary<int, TimeSpan> Times()
    {
        var times = new SortedDictionary<int, TimeSpan>();
        for (var size = 0; size < Sizes; size++)
            if (PerRow(size) is > 0 and var perRow) times.Add(1 << size, TimeSpan.FromSeconds(perRow * (1 << size) / ticksPerSecond));
        return times;
    }

    /// <summary>Forgets all sizes above one row, to learn them anew.</summary>
    public void ForgetLarge()
    {
        lock (_lock)
            for (var size = 1; size < Sizes; size++) (_counts[size], _medians[size]) = (0, 0);
    }

    private double Median(int size)
    {
        Span<double> kept = stackalloc double[Kept];
        var count = Math.Min(_counts[size], Kept);
        for (var i = 0; i < count; i++) kept[i] = _samples[size, i];
        kept = kept[..count];
        kept.Sort();
        return (kept[(count - 1) / 2] + kept[count / 2]) / 2;
    }
}
