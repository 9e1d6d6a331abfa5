namespace InferenceKit.Sessions.Rows;

/// <summary>Where the plain tensors of a row lie in one block of bytes. Immutable; all rows of the same shapes share one.</summary>
internal sealed class RowLayout
{
    public static readonly RowLayout Empty = new([], 0);

    private readonly RowPart[] _parts;
    private readonly int[] _others;

    /// <param name="values">All inputs, or all outputs.</param>
    /// <param name="epoch">The row that is read.</param>
    public RowLayout(IRowValues[] values, long epoch)
    {
        var parts = new List<RowPart>(values.Length);
        var others = new List<int>();
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            if (!value.IsIn(epoch)) continue;
            if (value.PlainType is not (var type and not ElementType.Undefined))
            {
                others.Add(i);
                continue;
            }
            var bytes = checked((int)(TensorShape.Product(value.RowShape) * ElementTypes.SizeOf(type)));
            parts.Add(new(i, value.Spec.Name, type, value.RowShape.ToArray(), Bytes, bytes));
            Bytes = checked(Bytes + bytes);
        }
        (_parts, _others) = ([.. parts], [.. others]);
    }

    public ReadOnlySpan<RowPart> Parts => _parts;

    /// <summary>The indices of values that the block cannot hold.</summary>
    public ReadOnlySpan<int> Others => _others;

    /// <summary>The length of the block.</summary>
    public int Bytes { get; }

    /// <summary>Whether a row has these parts.</summary>
    public bool IsOf(IRowValues[] values, long epoch)
    {
        var (part, other) = (0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            if (!value.IsIn(epoch)) continue;
            if (part < _parts.Length && _parts[part].Index == i)
            {
                if (_parts[part].ElementType != value.PlainType || !value.RowShape.SequenceEqual(_parts[part].Shape)) return false;
                part++;
            }
            else if (other < _others.Length && _others[other] == i && value.PlainType == ElementType.Undefined) other++;
            else return false;
        }
        return part == _parts.Length && other == _others.Length;
    }
}
