namespace InferenceKit.Serving.Rows;

/// <summary>The inputs of one row, as values that can be put together with those of others. Immutable.</summary>
internal sealed class RowInputs(RowInputValue[] values)
{
    public ReadOnlySpan<RowInputValue> Values => values;

    public long Bytes
    {
        get
        {
            const int PerString = 32;
            long bytes = 0;
            foreach (var value in values)
                bytes += value.Value.Length * (value.Value.ElementType == ElementType.String ? PerString : ElementTypes.SizeOf(value.Value.ElementType));
            return bytes;
        }
    }

    /// <summary>The inputs of a run of these rows; null where they cannot share one, for their shapes or for what holds for a whole run.</summary>
    public static NamedValue[]? Join(ReadOnlySpan<RowInputs> rows)
    {
        var first = rows[0];
        var joined = new NamedValue[first.Values.Length];
        var parts = new TensorValue[rows.Length];
        for (var i = 0; i < joined.Length; i++)
        {
            var (name, value, hasRows) = first.Values[i];
            for (var row = 0; row < rows.Length; row++)
            {
                if (rows[row].Values.Length != joined.Length) return null;
                var other = rows[row].Values[i];
                if (other.Name != name || other.Value.ElementType != value.ElementType || !other.Value.Shape.SequenceEqual(value.Shape)) return null;
                if (!hasRows && !RowValues.AreEqual(value, other.Value)) return null;
                parts[row] = other.Value;
            }
            joined[i] = new(name, hasRows ? RowValues.Join(parts) : value);
        }
        return joined;
    }

    /// <summary>Whether both have the same elements, bit by bit.</summary>
    public bool IsEqualTo(RowInputs other)
    {
        if (other.Values.Length != values.Length) return false;
        for (var i = 0; i < values.Length; i++)
            if (values[i].Name != other.Values[i].Name || !RowValues.AreEqual(values[i].Value, other.Values[i].Value)) return false;
        return true;
    }
}
