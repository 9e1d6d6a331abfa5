namespace InferenceKit.Benchmarks.Inspecting;

/// <summary>One input or output as a member of the skeleton's records.</summary>
internal sealed class SkeletonMember
{
    public SkeletonMember(InspectedValue value, string name, bool isInput, bool hasRows)
    {
        Value = value;
        IsInput = isInput;
        Name = name;
        RowShape = value.Shape?.Skip(hasRows ? 1 : 0).ToArray();
        Keyword = ElementKeyword.Of(value.Element);
    }

    public InspectedValue Value { get; }

    public string Name { get; }

    public bool IsInput { get; }

    /// <summary>The dimensions of a row; null where not even their number is known.</summary>
    public IReadOnlyList<long?>? RowShape { get; }

    /// <summary>The type of an element, or null where the member is a value of any kind.</summary>
    public string? Keyword { get; }

    public string Type => Keyword switch
    {
        null => nameof(InferenceValue),
        var keyword => IsScalar ? keyword : keyword + "[]",
    };

    /// <summary>The constructor parameter that holds the index.</summary>
    public string Index => char.ToLowerInvariant(Name[0]) + Name[1..] + "Index";

    public bool IsString => Value.Element == ElementType.String;

    public bool IsFixed => RowShape is not null && RowShape.All(d => d is not null);

    /// <summary>Whether a row holds one element, which needs no array.</summary>
    public bool IsScalar => RowShape is not null && RowShape.All(d => d == 1);

    /// <summary>The shape of a row whose only open dimension follows from the length; null where that is not enough.</summary>
    public string? ShapeFromLength
    {
        get
        {
            if (RowShape?.Count(d => d is null) != 1)
                return null;
            var known = RowShape.Aggregate(1L, (product, d) => product * (d ?? 1));
            if (known == 0)
                return null;
            var length = known == 1 ? $"input.{Name}.Length" : $"input.{Name}.Length / {known}";
            return $"[{string.Join(", ", RowShape.Select(d => d is { } size ? $"{size}" : length))}]";
        }
    }
}
