namespace InferenceKit.Benchmarks.Models;

/// <summary>
/// Where the values of a row come from. Rows must differ: the branch predictor learns a tree's path through one
/// repeated row, and the tree then looks several times faster than it is.
/// </summary>
internal sealed record RowDistribution(bool IsNormal, float Low, float High)
{
    public static RowDistribution Normal { get; } = new(true, 0, 0);

    public static RowDistribution Uniform(float low, float high) => new(false, low, high);

    public float[][] Draw(int count, int length, int seed = 17)
    {
        var random = new Random(seed);
        var rows = new float[count][];
        for (var i = 0; i < count; i++)
        {
            rows[i] = new float[length];
            foreach (ref var value in rows[i].AsSpan())
                value = IsNormal ? (float)NextNormal(random) : Low + ((High - Low) * random.NextSingle());
        }

        return rows;
    }

    private static double NextNormal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
