using System.Runtime.CompilerServices;

namespace InferenceKit.Sessions.Rows;

/// <summary>
/// The rows of one output. Where the shape is known before the run, it writes into memory reserved here; otherwise
/// the session points to what the runtime made, which lives until the next run.
/// </summary>
internal sealed unsafe class OutputRows : IRowValues, IDisposable
{
    private readonly RowBatch _batch;
    private readonly NativeBuffer _buffer = new();
    private readonly bool _isDeclared;
    private long[] _rowShape = [];
    private byte* _data;
    private int _rowElements;
    private ElementType _elementType;

    public OutputRows(ValueSpec spec, bool hasRows, RowBatch batch)
    {
        Spec = spec;
        _batch = batch;
        _isDeclared = RunMemory.OfDeclaredRow(spec, hasRows) > 0;
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
        _data = null;
        _rowShape = rowShape;
        _rowElements = checked((int)TensorShape.Product(rowShape));
        _buffer.Reserve(checked((nint)_rowElements * capacity * ElementTypes.SizeOf(_elementType)));
        _data = _buffer.Data;
    }

    /// <summary>Gives reserved memory back: the runtime makes the output from now on.</summary>
    public void Release()
    {
        _data = null;
        _buffer.Free();
    }

    /// <summary>The reserved memory of the first rows.</summary>
    /// <exception cref="InvalidOperationException">There is not so much.</exception>
    public Span<byte> ReservedRows(int rows)
    {
        var bytes = (long)rows * _rowElements * ElementTypes.SizeOf(_elementType);
        return _buffer.Data is not null && rows >= 0 && bytes <= _buffer.Bytes
            ? new(_buffer.Data, checked((int)bytes))
            : throw new InvalidOperationException($"Output '{Spec.Name}' has {_buffer.Bytes} bytes of memory, and {rows} rows of it have {bytes}.");
    }

    /// <summary>The native bytes that are reserved.</summary>
    public long HeldBytes => _buffer.Bytes;

    /// <summary>The bytes of a row as it came last, of an output whose size is not declared; 0 for others.</summary>
    public long UndeclaredRowBytes => _isDeclared ? 0 : (long)_rowElements * RunMemory.SizeOf(_elementType);

    /// <summary>See <see cref="NativeBuffer.CheckGuards"/>.</summary>
    [System.Diagnostics.Conditional("DEBUG")]
    public void CheckGuards() => _buffer.CheckGuards();

    /// <summary>What the runtime made is gone. Shape and size are remembered.</summary>
    public void Forget() => _data = null;

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
    }

    /// <summary>Notes what a sequence of this run says of rows.</summary>
    public void NoteItems(bool countsRows) => CountsRows = countsRows;

    /// <summary>The run gave no value: an optional output.</summary>
    public void Clear()
    {
        _rowShape = [];
        _rowElements = 0;
        _data = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Row<T>(int row) where T : unmanaged
    {
        if (ElementTypes.Of<T>() != _elementType || _data is null || ElementTypes.Of<T>() == ElementType.Undefined) ThrowUnsuited<T>();
        if ((uint)row >= (uint)_batch.Rows) ThrowNoRows(row, 1);
        return new(_data + (nint)row * _rowElements * sizeof(T), _rowElements);
    }

    /// <summary>A row's elements whatever their type, but for strings; empty where the run gave none.</summary>
    public ReadOnlySpan<byte> RowBytes(int row)
    {
        if ((uint)row >= (uint)_batch.Rows) ThrowNoRows(row, 1);
        var bytes = checked(_rowElements * ElementTypes.SizeOf(_elementType));
        return _data is null ? default : new(_data + (nint)row * bytes, bytes);
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
        if (first < 0 || count < 0 || (long)first + count > _batch.Rows) ThrowNoRows(first, count);
        if (_data is null) throw new InferenceException(InferenceError.InvalidOutput, $"Output '{Spec.Name}' is {Spec}, and came without a value.");
        var bytes = checked(_rowElements * ElementTypes.SizeOf(_elementType));
        new ReadOnlySpan<byte>(_data + (nint)first * bytes, checked(count * bytes)).CopyTo(((ArrayTensorBuffer)target.Buffer).Writable[checked(targetRow * bytes)..]);
    }

    public void Dispose()
    {
        _data = null;
        _buffer.Dispose();
    }

    private void ThrowNoRows(int first, int count) =>
        throw new InvalidOperationException($"Output '{Spec.Name}' has {_batch.Rows} rows, and {count} from row {first} were read.");

    private void ThrowUnsuited<T>() => throw new InferenceException(
        InferenceError.InvalidOutput, $"Output '{Spec.Name}' is {Spec}, but the codec read {TypeName.Of(typeof(T))}.");
}
