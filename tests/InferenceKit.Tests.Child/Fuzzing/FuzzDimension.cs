namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>A dimension of a value in a random graph.</summary>
/// <param name="Size">Its size where it is fixed.</param>
/// <param name="Symbol">Its name where it has one. A dimension without both is unknown.</param>
internal readonly record struct FuzzDimension(long? Size, string? Symbol)
{
    public static FuzzDimension Unknown => default;

    public static FuzzDimension Of(long size) => new(size, null);

    public static FuzzDimension Of(string symbol) => new(null, symbol);

    public InferenceKit.Testing.OnnxDimension Declared =>
        Size is { } size ? size : Symbol is { } symbol ? symbol : InferenceKit.Testing.OnnxDimension.Dynamic;
}
