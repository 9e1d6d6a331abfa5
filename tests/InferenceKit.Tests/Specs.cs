namespace InferenceKit.Tests;

/// <summary>Short ways to write inputs and outputs in a table.</summary>
internal static class Specs
{
    /// <summary>A tensor; a number is a fixed size, a text a symbol, null neither.</summary>
    public static ValueSpec Tensor(string name, ElementType type, params object?[] shape) => new(
        name, ValueKind.Tensor, type,
        Array.ConvertAll(shape, size => size is int fixedSize ? (long?)fixedSize : null),
        Array.ConvertAll(shape, size => size as string));

    public static ValueSpec Floats(string name, params object?[] shape) => Tensor(name, ElementType.Float32, shape);

    public static ValueSpec UnknownRank(string name) => new(name, ValueKind.Tensor, ElementType.Float32, []) { HasKnownRank = false };

    public static ValueSpec OptionalFloats(string name, params object?[] shape)
    {
        var plain = Floats(name, shape);
        return new(name, ValueKind.Tensor, plain.ElementType, [.. plain.Shape], [.. plain.Symbols]) { IsOptional = true };
    }

    public static ValueSpec MapSequence(string name, ElementType keys = ElementType.String) =>
        new(name, ValueKind.Sequence, ElementType.Float32, []) { ItemKind = ValueKind.Map, KeyType = keys };

    public static ValueSpec TensorSequence(string name, ElementType type = ElementType.Float32) =>
        new(name, ValueKind.Sequence, type, []) { ItemKind = ValueKind.Tensor };

    public static ValueSpec Map(string name) => new(name, ValueKind.Map, ElementType.Float32, []) { KeyType = ElementType.Int64 };

    public static ModelSignature Signature(ValueSpec[] inputs, params ValueSpec[] outputs) => new(inputs, outputs);
}
