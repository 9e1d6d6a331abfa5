namespace InferenceKit.Benchmarks.UserModels;

/// <summary>One input of the user's model with every dimension resolved.</summary>
internal sealed record UserInput(string Name, ElementType Type, long[] Shape)
{
    public int Bytes { get; } = checked((int)Shape.Aggregate(1L, (product, size) => product * size) * ElementSize.Of(Type));
}
