namespace TrainModels;

/// <summary>SplitMix64 with the distributions that the payments need. The same seed gives the same payments on every .NET version, which <see cref="Random"/> does not promise.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Evenly from 0 up to, but without, 1.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Uniform(double low, double high) => low + ((high - low) * Uniform());

    /// <summary>Evenly from <paramref name="low"/> up to and with <paramref name="high"/>.</summary>
    public int Integer(int low, int high) => low + (int)(Uniform() * (high - low + 1));

    public bool Chance(double probability) => Uniform() < probability;

    public double Normal(double mean, double deviation) =>
        mean + (deviation * Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform()));

    public double LogNormal(double median, double deviation) => median * Math.Exp(Normal(0, deviation));

    public int Poisson(double mean)
    {
        var count = 0;
        for (var left = Math.Exp(mean) * Uniform(); left > 1; left *= Uniform())
            count++;

        return count;
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
