using System.Collections.Immutable;

namespace InferenceKit.Serving.Resilience;

/// <summary>The rules of a model's outputs. Immutable; compares contents.</summary>
internal sealed class OutputRules(ImmutableArray<OutputRule> rules) : IEquatable<OutputRules>
{
    public ImmutableArray<OutputRule> Rules => rules;

    public bool Equals(OutputRules? other) => other is not null && rules.AsSpan().SequenceEqual(other.Rules.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as OutputRules);

    public override int GetHashCode() => rules.Length;
}
