using System.Collections.Immutable;

namespace InferenceKit.Serving.Resilience;

/// <summary>What each row of one output must hold; what is null is not looked at. Validated, immutable, compares contents.</summary>
/// <param name="Output">The output's name.</param>
internal sealed record OutputRule(string Output)
{
    /// <summary>Whether there may be no NaN and no infinity.</summary>
    public bool Finite { get; init; }

    public double? Min { get; init; }

    public double? Max { get; init; }

    /// <summary>What the row's elements add up to.</summary>
    public double? Sum { get; init; }

    /// <summary>How far from it the sum may be.</summary>
    public double SumTolerance { get; init; }

    /// <summary>The elements that there may be, as text; empty for any.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>The shape of a row; -1 for any size of a dimension, default for any shape.</summary>
    public ImmutableArray<long> Shape { get; init; }

    /// <returns>Null, or why it does not suit a signature, for people.</returns>
    public string? FindProblem(ModelSignature signature)
    {
        if (!signature.TryIndexOfOutput(Output, out var index))
            return $"there is no output '{Output}' to validate; the outputs are {string.Join(", ", signature.Outputs.Select(o => $"'{o.Name}' ({o})"))}";
        var spec = signature.Outputs[index];
        if (spec.Kind != ValueKind.Tensor) return $"output '{Output}' is {spec}, and only tensors can be validated by configuration";
        var isText = spec.ElementType == ElementType.String;
        if (isText && (Finite || Min is not null || Max is not null || Sum is not null)) return $"output '{Output}' is {spec}, and only numbers can be finite, in a range or add up";
        return !isText && spec.ElementType is ElementType.Bool or ElementType.Complex64 or ElementType.Complex128
            ? $"output '{Output}' is {spec}, of which configuration cannot validate elements"
            : null;
    }

    public bool Equals(OutputRule? other) =>
        other is not null && Output == other.Output && Finite == other.Finite && Min == other.Min && Max == other.Max && Sum == other.Sum
        && SumTolerance.Equals(other.SumTolerance) && Labels.AsSpan().SequenceEqual(other.Labels.AsSpan())
        && Shape.IsDefault == other.Shape.IsDefault && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    public override int GetHashCode() => Output.GetHashCode(StringComparison.Ordinal);
}
