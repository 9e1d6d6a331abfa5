namespace InferenceKit.Sessions;

/// <summary>Rows as values, for those who run them again.</summary>
internal sealed unsafe partial class InputRows
{
    public ElementType PlainType => _elementType == ElementType.String ? ElementType.Undefined : _elementType;

    public bool IsIn(long epoch) => WrittenIn == epoch;

    public ReadOnlySpan<byte> RowBytes(int row)
    {
        var bytes = _rowElements * ElementTypes.SizeOf(_elementType);
        return new(_data + (HasRows ? (nint)row * bytes : 0), bytes);
    }

    /// <summary>A copy of a row that was written, of its own shape; of an input that holds for the whole run, of that.</summary>
    public TensorValue CopyRow(int row)
    {
        if (!HasRows) row = 0;
        if (_elementType == ElementType.String)
        {
            var texts = new string[_rowElements];
            for (var i = 0; i < texts.Length; i++) texts[i] = System.Text.Encoding.UTF8.GetString(_strings[row * _rowElements + i] ?? []);
            return TensorValue.Copy(texts, _rowShape);
        }
        return TensorValue.CopyBytes(_elementType, RowBytes(row), _rowShape);
    }

    /// <summary>Writes a row out of a block.</summary>
    /// <exception cref="InferenceException">It is of another type or shape than this input.</exception>
    public void WritePart(RowBatch batch, int row, in RowPart part, ReadOnlySpan<byte> bytes)
    {
        if (part.ElementType != _elementType) throw Unsuited($"the row has {part.ElementType}");
        WriteBytes(batch, row, part.Shape, bytes);
    }

    /// <summary>Writes a row that <see cref="CopyRow"/> gave.</summary>
    /// <exception cref="InferenceException">It is of another type or shape than this input.</exception>
    public void WriteTensor(RowBatch batch, int row, TensorValue value)
    {
        if (value.ElementType != _elementType) throw Unsuited($"the row has {value.ElementType}");
        if (_elementType != ElementType.String)
        {
            WriteBytes(batch, row, value.Shape, value.AsBytes());
            return;
        }
        ShapeStrings(batch, row, value.Shape);
        for (var i = 0; i < value.Length; i++) SetString(batch, row, i, value.GetStringUtf8(i).ToArray());
    }
}
