namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Random choices that a seed repeats. Not thread-safe.</summary>
internal sealed class FuzzRandom(int seed)
{
    // Seeded, the algorithm is the same in every version of .NET.
    private readonly Random _random = new(seed);

    public int Below(int limit) => _random.Next(limit);

    /// <summary>A number between two, both included.</summary>
    public int Between(int least, int most) => _random.Next(least, most + 1);

    public bool Chance(int percent) => _random.Next(100) < percent;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    public T PickFrom<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    public double Number() => _random.NextDouble();

    /// <summary>Random choices of their own, so that their number does not shift those that follow.</summary>
    public FuzzRandom Fork() => new(_random.Next());
}
