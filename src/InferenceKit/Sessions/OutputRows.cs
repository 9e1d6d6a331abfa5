using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InferenceKit.Sessions;

/// <summary>
/// The rows of one output. Where the shape is known before the run, it writes into memory reserved here; otherwise
/// the session points to what the runtime made, which lives until the next run.
/// </summary>
internal sealed unsafe class OutputRows : IRowValues, IDisposable
{
    private long[] _rowShape = [];
    private byte* _reserved;
    private byte* _data;
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
        var bytes = Math.Max(1, checked((nint)_rowElements * capacity * ElementTypes.SizeOf(_elementType)));
        NativeMemory.AlignedFree(_reserved);
        _reserved = _data = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 64);
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
        return new(_data + (nint)row * _rowElements * sizeof(T), _rowElements);
    }

    /// <summary>A row's elements whatever their type, but for strings; empty where the run gave none.</summary>
    public ReadOnlySpan<byte> RowBytes(int row)
    {
        var bytes = _rowElements * ElementTypes.SizeOf(_elementType);
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
        var bytes = _rowElements * ElementTypes.SizeOf(_elementType);
        new ReadOnlySpan<byte>(_data + (nint)first * bytes, count * bytes).CopyTo(((ArrayTensorBuffer)target.Buffer).Writable[(targetRow * bytes)..]);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_reserved);
        _reserved = _data = null;
    }

    private void ThrowUnsuited<T>() => throw new InferenceException(
        InferenceError.InvalidOutput, $"Output '{Spec.Name}' is {Spec}, but the codec read {TypeName.Of(typeof(T))}.");
}
