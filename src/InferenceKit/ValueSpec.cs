using System.Globalization;
using System.Text;

namespace InferenceKit;

/// <summary>What a model says of one of its inputs or outputs. Immutable.</summary>
public sealed class ValueSpec
{
    internal ValueSpec(string name, ValueKind kind, ElementType elementType, long?[] shape, string?[]? symbols = null)
    {
        Name = name;
        Kind = kind;
        ElementType = elementType;
        Shape = shape;
        Symbols = symbols ?? new string?[shape.Length];
    }

    /// <summary>The name in the graph.</summary>
    public string Name { get; }

    /// <summary>Tensor, sequence or map.</summary>
    public ValueKind Kind { get; }

    /// <summary>
    /// The type of the elements: of a tensor, of a sequence's tensors, of a map's values. Undefined where the model
    /// does not say.
    /// </summary>
    public ElementType ElementType { get; }

    /// <summary>The type of a map's keys (also of the maps in a sequence); Undefined for everything else.</summary>
    public ElementType KeyType { get; internal init; }

    /// <summary>What a sequence holds; null for everything else.</summary>
    public ValueKind? ItemKind { get; internal init; }

    /// <summary>Sizes of the dimensions, outermost first; null where a size is only known at run time. Empty for a scalar.</summary>
    public IReadOnlyList<long?> Shape { get; }

    /// <summary>Names of dynamic dimensions, as long as <see cref="Shape"/>; null for a dimension without one.</summary>
    public IReadOnlyList<string?> Symbols { get; }

    /// <summary>Whether the model says how many dimensions there are. Default: true.</summary>
    public bool HasKnownRank { get; internal init; } = true;

    /// <summary>Whether a request may leave this input out: it has a default in the model, or an optional type.</summary>
    public bool IsOptional { get; internal init; }

    /// <summary>This where named dynamic dimensions have fixed sizes.</summary>
    internal ValueSpec WithSizes(IReadOnlyDictionary<string, long> sizes)
    {
        var shape = Shape.ToArray();
        for (var i = 0; i < shape.Length; i++)
            if (Symbols[i] is { } symbol && sizes.TryGetValue(symbol, out var size)) shape[i] = size;
        return new(Name, Kind, ElementType, shape, [.. Symbols]) { KeyType = KeyType, ItemKind = ItemKind, HasKnownRank = HasKnownRank, IsOptional = IsOptional };
    }

    /// <summary>Type and shape, as in <c>Float32[batch,16]</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Kind == ValueKind.Sequence) text.Append(ItemKind == ValueKind.Map ? $"Sequence<Map<{KeyType},{ElementType}>>" : $"Sequence<{ElementType}>");
        else if (Kind == ValueKind.Map) text.Append(CultureInfo.InvariantCulture, $"Map<{KeyType},{ElementType}>");
        else AppendTensor(text);
        return text.ToString();
    }

    private void AppendTensor(StringBuilder text)
    {
        text.Append(ElementType).Append('[');
        if (!HasKnownRank) text.Append("...");
        for (var i = 0; i < Shape.Count; i++)
        {
            if (i > 0) text.Append(',');
            text.Append(Shape[i]?.ToString(CultureInfo.InvariantCulture) ?? Symbols[i] ?? "?");
        }
        text.Append(']');
    }
}
