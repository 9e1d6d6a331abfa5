namespace InferenceKit.Benchmarks.Load;

/// <summary>
/// Draws from a gamma distribution of scale 1 as Marsaglia and Tsang do ("A simple method for generating gamma variables", 2000);
/// a shape under 1 through the one above it, by their note on a power of a uniform number.
/// </summary>
internal sealed class GammaSampler(double shape, int seed)
{
    private readonly Random _random = new(seed);
    private readonly double _d = (shape < 1 ? shape + 1 : shape) - (1.0 / 3);

    public double Next()
    {
        var drawn = FromShapeOfOneOrMore();
        return shape < 1 ? drawn * Math.Pow(1 - _random.NextDouble(), 1 / shape) : drawn;
    }

    private double FromShapeOfOneOrMore()
    {
        var c = 1 / Math.Sqrt(9 * _d);
        while (true)
        {
            var x = NextNormal();
            var root = 1 + (c * x);
            if (root <= 0)
                continue;
            var v = root * root * root;
            if (Math.Log(1 - _random.NextDouble()) < (0.5 * x * x) + (_d * (1 - v + Math.Log(v))))
                return _d * v;
        }
    }

    private double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
