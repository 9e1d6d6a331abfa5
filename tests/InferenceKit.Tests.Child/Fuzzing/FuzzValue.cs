using InferenceKit.Testing;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>A value of a random graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Element">The type of its elements; of a map, its keys.</param>
/// <param name="Shape">Its dimensions, as far as they are known.</param>
/// <param name="Composite">Its type where it is no tensor.</param>
internal sealed record FuzzValue(string Name, ElementType Element, FuzzDimension[] Shape, OnnxType? Composite = null)
{
    public int Rank => Shape.Length;

    public bool IsTensor => Composite is null;

    public OnnxType Declared => Composite ?? OnnxType.Tensor(Element, Array.ConvertAll(Shape, d => d.Declared));
}
