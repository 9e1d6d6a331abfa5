using System.Collections.Immutable;

namespace InferenceKit.Serving.Resilience;

/// <summary>Elements of one row's outputs by name, as text in the invariant culture. Immutable; compares contents.</summary>
internal sealed class ConstantOutputs(ImmutableSortedDictionary<string, ImmutableArray<string>> outputs) : IEquatable<ConstantOutputs>
{
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Outputs => outputs;

    public bool Equals(ConstantOutputs? other)
    {
        if (other is null || outputs.Count != other.Outputs.Count) return false;
        foreach (var (name, elements) in outputs)
            if (!other.Outputs.TryGetValue(name, out var others) || !elements.AsSpan().SequenceEqual(others.AsSpan())) return false;
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as ConstantOutputs);

    public override int GetHashCode() => outputs.Count;
}
