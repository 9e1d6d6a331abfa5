namespace InferenceKit.Testing.Faults;

/// <summary>Repeatable random decisions. They follow from a seed and a count only, so that threads need no lock.</summary>
internal static class FaultChance
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The stream of a rule that has a name: it does not change when other rules come or go.</summary>
    public static ulong StreamOf(int seed, string name)
    {
        // FNV-1a; the framework's hash of a text is another in each process.
        var hash = 0xCBF29CE484222325;
        foreach (var letter in name) hash = (hash ^ char.ToUpperInvariant(letter)) * 0x100000001B3;
        return Mix((uint)seed + Golden) ^ hash;
    }

    /// <summary>The stream of the n-th rule without a name.</summary>
    public static ulong StreamOf(int seed, ulong number) => Mix((uint)seed + Golden) ^ Mix(number);

    /// <summary>Whether the n-th decision of a stream is a hit, at this rate.</summary>
    public static bool IsHit(ulong stream, ulong n, double rate) =>
        // 53 bits, as many as a double has: the number is below 1, so a rate of 1 always hits and a rate of 0 never does.
        (Mix(stream + n * Golden) >> 11) * (1.0 / (1UL << 53)) < rate;

    /// <summary>The finalizer of SplitMix64.</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
