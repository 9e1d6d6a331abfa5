using System.Runtime.CompilerServices;

namespace InferenceKit.Sessions;

/// <summary>
/// The rows of one output. Where the shape is known before the run, it writes into memory reserved here; otherwise
/// the session points to what the runtime made, which lives until the next run.
/// </summary>
internal sealed unsafe class OutputRows : IRowValues, IDisposable
{
    private long[] _rowShape = [];
    private const int MostLookedAt = 1 << 20;

    private readonly NativeBlock _reserved = new();
    private byte* _data;
    // Of the memory that there is.
    private int _rows;
    private int _rowElements;
    private ElementType _elementType;

    public OutputRows(ValueSpec spec, bool hasRows)
    {
        Spec = spec;
        CountsRows = hasRows;
        _elementType = spec.Kind == ValueKind.Tensor ? spec.ElementType : ElementType.Undefined;
    }

    public ValueSpec Spec { get; }

    /// <summary>The shape of each row, once the run is over or the memory reserved.</summary>
    public ReadOnlySpan<long> RowShape => _rowShape;

    public int RowElements => _rowElements;

    /// <summary>
    /// Whether it has one element of its first dimension for each row of the run. Where not, it is the answer to the only row, whole.
    /// </summary>
    public bool CountsRows { get; private set; }

    /// <summary>The type of the elements, once it is known; none for what is no tensor.</summary>
    public ElementType ElementType => _elementType;

    public ElementType PlainType => _data is null || ElementTypes.SizeOf(_elementType) == 0 ? ElementType.Undefined : _elementType;

    public bool IsIn(long epoch) => true;

    /// <summary>The memory of row 0; null before a run that makes its own.</summary>
    public byte* Data => _data;

    /// <summary>Reserves memory for up to <paramref name="capacity"/> rows of a shape known before the run.</summary>
    public void Reserve(long[] rowShape, int capacity)
    {
        _rowShape = rowShape;
        _rowElements = checked((int)TensorShape.Product(rowShape));
        _reserved.Reserve(checked((nint)_rowElements * capacity * ElementTypes.SizeOf(_elementType)));
        _data = _reserved.Data;
        _rows = capacity;
    }

    /// <summary>Gives back what was reserved: from now on the runtime makes it.</summary>
    public void Release()
    {
        if (_data == _reserved.Data) Clear();
        _reserved.Free();
    }

    /// <summary>The native memory that it holds.</summary>
    public long HeldBytes => _reserved.Bytes;

    /// <summary>Finds writes beyond its memory; in debug builds alone.</summary>
    public void CheckCanaries() => _reserved.CheckCanaries();

    /// <summary>Fills reserved rows with a pattern, to see whether a run writes them.</summary>
    public void Mark(byte pattern, int rows) => Reserved(rows).Fill(pattern);

    /// <summary>The elements of reserved rows that still have a pattern, by their place.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="among">The places to look at; null for all.</param>
    public List<int> FindMarked(byte pattern, int rows, List<int>? among)
    {
        var size = ElementTypes.SizeOf(_elementType);
        var bytes = Reserved(rows);
        var marked = new List<int>();
        if (among is null)
        {
            // A runtime writes all of an output or nothing: of a very large one, some elements tell.
            var step = 1 + bytes.Length / size / MostLookedAt;
            for (var i = 0; i < bytes.Length / size; i += step)
                if (!bytes.Slice(i * size, size).ContainsAnyExcept(pattern)) marked.Add(i);
        }
        else
        {
            foreach (var i in among)
                if (!bytes.Slice(i * size, size).ContainsAnyExcept(pattern)) marked.Add(i);
        }
        return marked;
    }

    /// <summary>Points to an output that the runtime made, whose first dimension counts rows as it did before.</summary>
    public void Point(ElementType elementType, ReadOnlySpan<long> shape, byte* data) => Point(elementType, shape, data, CountsRows);

    /// <summary>Points to an output that the runtime made.</summary>
    public void Point(ElementType elementType, ReadOnlySpan<long> shape, byte* data, bool countsRows)
    {
        CountsRows = countsRows;
        _elementType = elementType;
        _rowShape = shape[(countsRows && shape.Length > 0 ? 1 : 0)..].ToArray();
        _rowElements = checked((int)TensorShape.Product(_rowShape));
        _data = data;
        _rows = countsRows && shape.Length > 0 ? checked((int)shape[0]) : 1;
    }

    /// <summary>Notes what a sequence of this run says of rows.</summary>
    public void NoteItems(bool countsRows) => CountsRows = countsRows;

    /// <summary>The run gave no value: an optional output.</summary>
    public void Clear()
    {
        _rowShape = [];
        (_rowElements, _rows) = (0, 0);
        _data = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Row<T>(int row) where T : unmanaged
    {
        if (ElementTypes.Of<T>() != _elementType || (uint)row >= (uint)_rows || _data is null || ElementTypes.Of<T>() == ElementType.Undefined) ThrowUnsuited<T>(row);
        return new(_data + (nint)row * _rowElements * sizeof(T), _rowElements);
    }

    /// <summary>A row's elements whatever their type, but for strings; empty where the run gave none.</summary>
    public ReadOnlySpan<byte> RowBytes(int row)
    {
        var bytes = _rowElements * ElementTypes.SizeOf(_elementType);
        if (_data is null) return default;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)_rows, nameof(row));
        return new(_data + (nint)row * bytes, bytes);
    }

    /// <summary>A tensor in pooled memory for so many rows of the present shape, to be filled by <see cref="CopyRows"/>.</summary>
    /// <exception cref="InferenceException">It would have more bytes than <paramref name="maxBytes"/>.</exception>
    public TensorValue NewTensor(int rows, long maxBytes)
    {
        if (!CountsRows && rows != 1)
            throw new InferenceException(InferenceError.InvalidOutput, $"Output '{Spec.Name}' came in shape [{TensorShape.Text(_rowShape)}] for one of {rows} rows, so that their answers cannot be put together.");
        var bytes = (long)rows * _rowElements * ElementTypes.SizeOf(_elementType);
        if (bytes > maxBytes) throw new InferenceException(InferenceError.InvalidOutput, OutputBudget.TooLarge(Spec.Name, bytes, maxBytes));
        var buffer = TensorBuffer.Rent(checked((int)bytes), out _);
        return new(_elementType, CountsRows ? [rows, .. _rowShape] : [.. _rowShape], checked((long)rows * _rowElements), buffer);
    }

    /// <summary>Copies rows into a tensor that <see cref="NewTensor"/> made.</summary>
    public void CopyRows(int first, int count, TensorValue target, int targetRow)
    {
        var shape = CountsRows && target.Shape.Length > 0 ? target.Shape[1..] : target.Shape;
        if (target.ElementType != _elementType || !shape.SequenceEqual(_rowShape))
            throw new InferenceException(
                InferenceError.InvalidOutput, $"Output '{Spec.Name}' has rows of shape [{TensorShape.Text(_rowShape)}] in one part of a request and [{TensorShape.Text(shape)}] in another.");
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, _rows, nameof(count));
        var bytes = _rowElements * ElementTypes.SizeOf(_elementType);
        new ReadOnlySpan<byte>(_data + (nint)first * bytes, count * bytes).CopyTo(((ArrayTensorBuffer)target.Buffer).Writable[(targetRow * bytes)..]);
    }

    public void Dispose()
    {
        _reserved.Free();
        _data = null;
    }

    private Span<byte> Reserved(int rows)
    {
        var bytes = checked((nint)rows * _rowElements * ElementTypes.SizeOf(_elementType));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _reserved.Bytes, nameof(rows));
        return new(_reserved.Data, (int)bytes);
    }

    private void ThrowUnsuited<T>(int row) => throw new InferenceException(
        InferenceError.InvalidOutput,
        ElementTypes.Of<T>() == _elementType && _data is not null
            ? $"Output '{Spec.Name}' has {_rows} rows, and row {row} was read."
            : $"Output '{Spec.Name}' is {Spec}, but the codec read {TypeName.Of(typeof(T))}.");
}
