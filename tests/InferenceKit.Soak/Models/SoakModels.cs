using InferenceKit.Testing;

namespace InferenceKit.Soak.Models;

/// <summary>The models of a soak, all built here.</summary>
internal sealed class SoakModels
{
    private const int Width = 8;
    private const int RowCount = 256;

    public SoakModels(int seed)
    {
        var random = new Random(seed);
        Steady = NetworkModel.Create("steady", random, RowsOf(random, Width), hidden: 16);
        Network = NetworkModel.Create("network", random, RowsOf(random, Width), hidden: 64);
        Trees = TreesModel.Create("trees", random, RowsOf(random, Width));
        Rules = new("rules", RowsOf(random, Width), row => row.Sum(), version => OnnxModels.RowSum(Width, offset: version));

        // About two milliseconds: too long to run on a caller's thread.
        Slow = new("slow", RowsOf(random, 1), row => row[0] + SlowTrips, version => OnnxModels.SlowLoop(SlowTrips + version));
        Values = FragileModel.Create("values", RowsOf(random, width: 4));
        Endless = new(
            "endless", RowsOf(random, 1), row => row[0] <= 0 ? row[0] : float.NaN, _ => OnnxModels.EndlessLoopWhenPositive(), versionWeight: 0);
        All = [Steady, Network, Trees, Rules, Slow, Values, Endless];
        Operated = [Network, Trees, Slow, Values];
        Faulty = [Network, Trees, Rules, Slow, Values];
    }

    private const int SlowTrips = 250;

    /// <summary>The control: nothing is ever done to it.</summary>
    public SoakModel Steady { get; }

    public SoakModel Network { get; }

    public SoakModel Trees { get; }

    /// <summary>What others fall back on.</summary>
    public SoakModel Rules { get; }

    public SoakModel Slow { get; }

    /// <summary>Fails where a row's sum is negative. No codec knows it.</summary>
    public SoakModel Values { get; }

    /// <summary>Never ends where its input is positive.</summary>
    public SoakModel Endless { get; }

    public IReadOnlyList<SoakModel> All { get; }

    /// <summary>Those whose versions change.</summary>
    public IReadOnlyList<SoakModel> Operated { get; }

    /// <summary>Those that faults may strike.</summary>
    public IReadOnlyList<SoakModel> Faulty { get; }

    private static float[][] RowsOf(Random random, int width)
    {
        var rows = new float[RowCount][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new float[width];
            for (var j = 0; j < width; j++)
                rows[i][j] = (random.NextSingle() * 2) - 1;
        }

        return rows;
    }
}
