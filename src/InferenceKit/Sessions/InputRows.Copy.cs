namespace InferenceKit.Sessions;

/// <summary>Rows as values, for those who run them again.</summary>
internal sealed unsafe partial class InputRows
{
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
        var bytes = _rowElements * ElementTypes.SizeOf(_elementType);
        return TensorValue.CopyBytes(_elementType, new(_data + (nint)row * bytes, bytes), _rowShape);
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
