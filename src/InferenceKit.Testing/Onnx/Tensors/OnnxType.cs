namespace InferenceKit.Testing;

/// <summary>The declared type of an input or output: a tensor, or a sequence, map or optional of another type. Immutable.</summary>
public sealed class OnnxType
{
    private readonly OnnxDimension[]? _shape;

    private OnnxType(OnnxTypeKind kind, ElementType element, OnnxDimension[]? shape, OnnxType? inner)
    {
        Kind = kind;
        Element = element;
        _shape = shape;
        Inner = inner;
    }

    /// <summary>Which of the four kinds this is.</summary>
    public OnnxTypeKind Kind { get; }

    /// <summary>A tensor's element type, or a map's key type; meaningless for the other kinds.</summary>
    public ElementType Element { get; }

    /// <summary>What a sequence or an optional holds, or a map's values; null for a tensor.</summary>
    public OnnxType? Inner { get; }

    /// <summary>Whether this is a tensor whose shape is declared. A scalar has a shape without dimensions.</summary>
    public bool HasShape => _shape is not null;

    /// <summary>The declared dimensions of a tensor; empty for a scalar and for every type without a shape.</summary>
    public IReadOnlyList<OnnxDimension> Shape => _shape ?? [];

    /// <summary>A tensor of this shape; no dimension at all declares a scalar.</summary>
    public static OnnxType Tensor(ElementType element, params ReadOnlySpan<OnnxDimension> shape) =>
        new(OnnxTypeKind.Tensor, element, shape.ToArray(), null);

    /// <summary>A tensor that declares neither its rank nor its dimensions.</summary>
    public static OnnxType TensorOfAnyRank(ElementType element) => new(OnnxTypeKind.Tensor, element, null, null);

    /// <summary>A sequence of values of one type.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inner"/> is null.</exception>
    public static OnnxType Sequence(OnnxType inner) => Of(OnnxTypeKind.Sequence, default, inner);

    /// <summary>A map. ONNX Runtime takes keys of <see cref="ElementType.Int64"/> and <see cref="ElementType.String"/>.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    public static OnnxType Map(ElementType key, OnnxType value) => Of(OnnxTypeKind.Map, key, value);

    /// <summary>A value that may be absent.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="inner"/> is null.</exception>
    public static OnnxType Optional(OnnxType inner) => Of(OnnxTypeKind.Optional, default, inner);

    /// <summary>The type as people write it, such as <c>Float32[batch,16]</c> or <c>sequence(map(Int64, Float32[]))</c>.</summary>
    public override string ToString() => Kind switch
    {
        OnnxTypeKind.Sequence => $"sequence({Inner})",
        OnnxTypeKind.Map => $"map({Element}, {Inner})",
        OnnxTypeKind.Optional => $"optional({Inner})",
        _ => _shape is null ? $"{Element}[...]" : $"{Element}[{string.Join(',', _shape)}]",
    };

    private static OnnxType Of(OnnxTypeKind kind, ElementType element, OnnxType inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return new OnnxType(kind, element, null, inner);
    }
}
