using CsCheck;

namespace InferenceKit.Tests.Values;

/// <summary>Shapes small enough to fill, from scalars to rank 4, with zero sizes among them.</summary>
internal static class Shapes
{
    public static Gen<long[]> Any { get; } = Gen.Long[0, 4].Array[0, 4];

    public static int Length(long[] shape) => (int)shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>A shape and as many elements as it has.</summary>
    public static Gen<(long[] Shape, T[] Data)> With<T>(Gen<T> element) =>
        Any.SelectMany(shape => element.Array[Length(shape)].Select(data => (shape, data)));
}
