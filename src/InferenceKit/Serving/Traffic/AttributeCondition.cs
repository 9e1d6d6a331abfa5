using System.Collections.Immutable;

namespace InferenceKit.Serving.Traffic;

/// <summary>What one attribute of a request must be; validated, immutable, compares contents. A request without the attribute does not meet it.</summary>
/// <param name="Attribute">The attribute's name; compared exactly.</param>
internal sealed record AttributeCondition(string Attribute)
{
    /// <summary>The texts of which it must be one, exactly; default for no such condition.</summary>
    public ImmutableArray<string> OneOf { get; init; }

    /// <summary>What it must begin with, exactly; null for no such condition.</summary>
    public string? StartsWith { get; init; }

    /// <summary>The number that it must reach; null for none.</summary>
    public double? AtLeast { get; init; }

    /// <summary>The number that it must stay below; null for none.</summary>
    public double? Below { get; init; }

    public bool Equals(AttributeCondition? other) =>
        other is not null && Attribute == other.Attribute && StartsWith == other.StartsWith && AtLeast == other.AtLeast && Below == other.Below
        && OneOf.IsDefault == other.OneOf.IsDefault && (OneOf.IsDefault || OneOf.AsSpan().SequenceEqual(other.OneOf.AsSpan()));

    public override int GetHashCode() => HashCode.Combine(Attribute, StartsWith, AtLeast, Below);
}
