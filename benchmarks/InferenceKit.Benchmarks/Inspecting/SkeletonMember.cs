namespace InferenceKit.Benchmarks.Inspecting;

/// <summary>One input or output as a member of the skeleton's records.</summary>
internal sealed class SkeletonMember
{
    public SkeletonMember(ValueSpec spec, string name, bool isInput, bool hasRows)
    {
        Spec = spec;
        IsInput = isInput;
        Name = name;
        RowShape = spec.Shape.Skip(hasRows ? 1 : 0).ToArray();
        Keyword = spec.Kind == ValueKind.Tensor ? ElementKeyword.Of(spec.ElementType) : null;
    }

    public ValueSpec Spec { get; }

    public string Name { get; }

    public bool IsInput { get; }

    public IReadOnlyList<long?> RowShape { get; }

    /// <summary>The type of an element, or null where the member is a value of any kind.</summary>
    public string? Keyword { get; }

    public string Type => Keyword switch
    {
        null => nameof(InferenceValue),
        var keyword => IsScalar ? keyword : keyword + "[]",
    };

    /// <summary>The constructor parameter that holds the index.</summary>
    public string Index => char.ToLowerInvariant(Name[0]) + Name[1..] + "Index";

    public bool IsString => Spec.ElementType == ElementType.String;

    public bool IsFixed => Spec.HasKnownRank && RowShape.All(d => d is not null);

    /// <summary>Whether a row holds one element, which needs no array.</summary>
    public bool IsScalar => IsFixed && RowShape.All(d => d == 1);

    /// <summary>The shape of a row whose only open dimension follows from the length; null where that is not enough.</summary>
    public string? ShapeFromLength
    {
        get
        {
            if (!Spec.HasKnownRank || RowShape.Count(d => d is null) != 1)
                return null;
            var known = RowShape.Aggregate(1L, (product, d) => product * (d ?? 1));
            if (known == 0)
                return null;
            var length = known == 1 ? $"input.{Name}.Length" : $"input.{Name}.Length / {known}";
            return $"[{string.Join(", ", RowShape.Select(d => d is { } size ? $"{size}" : length))}]";
        }
    }
}
