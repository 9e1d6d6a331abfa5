using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InferenceKit.Sessions;

/// <summary>
/// The rows of one input: native memory that codecs write into and a run reads. Native, so that its address never
/// moves and needs no pin.
/// </summary>
internal sealed unsafe class InputRows : IDisposable
{
    private readonly ElementType _elementType;
    private readonly bool _hasRows;
    private readonly bool _isFixed;
    private readonly int _capacity;
    private long[] _rowShape;
    private byte[]?[] _strings = [];
    private byte* _data;
    private nint _dataBytes;
    private int _rowElements;

    public InputRows(ValueSpec spec, bool hasRows, int capacity)
    {
        Spec = spec;
        _hasRows = hasRows;
        _capacity = capacity;
        _elementType = spec.Kind == ValueKind.Tensor ? spec.ElementType : ElementType.Undefined;
        var declared = spec.Shape.Skip(hasRows ? 1 : 0).ToArray();
        _isFixed = spec.HasKnownRank && declared.All(d => d is not null);
        _rowShape = declared.Select(d => d ?? 0).ToArray();
        if (!_isFixed) return;
        _rowElements = checked((int)TensorShape.Product(_rowShape));
        Reserve();
    }

    public ValueSpec Spec { get; }

    /// <summary>The row in which this input was last written; see <see cref="RowBatch.Epoch"/>.</summary>
    public long WrittenIn { get; private set; } = -1;

    /// <summary>Changes whenever memory or row shape do, so that a session knows when to bind anew.</summary>
    public int Generation { get; private set; }

    /// <summary>The memory of row 0; the others follow without gaps. Null for strings.</summary>
    public byte* Data => _data;

    /// <summary>The shape of each row.</summary>
    public ReadOnlySpan<long> RowShape => _rowShape;

    public int RowElements => _rowElements;

    /// <summary>The strings of all rows, in order; null where none was set.</summary>
    public ReadOnlySpan<byte[]?> Strings => _strings;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> FixedRow<T>(RowBatch batch, int row) where T : unmanaged
    {
        if (ElementTypes.Of<T>() != _elementType || !_isFixed) ThrowUnsuited<T>();
        if (WrittenIn != batch.Epoch) MarkWritten(batch);
        return new(_data + (nint)row * _rowElements * sizeof(T), _rowElements);
    }

    public Span<T> ShapedRow<T>(RowBatch batch, int row, ReadOnlySpan<long> shape) where T : unmanaged
    {
        if (ElementTypes.Of<T>() != _elementType) ThrowUnsuited<T>();
        Shape(batch, row, shape);
        // The rows before have another shape: this row goes to scratch memory and is encoded again after they ran.
        if (!Fits(shape)) return new T[checked((int)TensorShape.Product(shape))];
        return new(_data + (nint)row * _rowElements * sizeof(T), _rowElements);
    }

    public void ShapeStrings(RowBatch batch, int row, ReadOnlySpan<long> shape)
    {
        if (_elementType != ElementType.String) ThrowUnsuited<string>();
        Shape(batch, row, shape);
        if (Fits(shape)) Array.Clear(_strings, row * _rowElements, _rowElements);
    }

    public void SetString(RowBatch batch, int row, int index, byte[] utf8)
    {
        if (_elementType != ElementType.String) ThrowUnsuited<string>();
        if (WrittenIn != batch.Epoch)
        {
            if (!_isFixed) throw Unsuited("its shape is dynamic: set the shape before the strings");
            MarkWritten(batch);
            Array.Clear(_strings, row * _rowElements, _rowElements);
        }
        if ((uint)index >= (uint)_rowElements) throw Unsuited($"a row has {_rowElements} strings, and string {index} was set");
        _strings[row * _rowElements + index] = utf8;
    }

    public void ThrowWrongLength(int given) => throw Unsuited($"a row has {_rowElements} elements, and {given} were given");

    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
    }

    private void MarkWritten(RowBatch batch)
    {
        WrittenIn = batch.Epoch;
        if (Spec.IsOptional) batch.OptionalWritten++;
        else batch.RequiredWritten++;
    }

    private void Shape(RowBatch batch, int row, ReadOnlySpan<long> shape)
    {
        CheckShape(shape);
        if (WrittenIn != batch.Epoch) MarkWritten(batch);
        if (Fits(shape)) return;
        if (row > 0)
        {
            batch.MarkShapeChanged();
            return;
        }
        _rowElements = checked((int)TensorShape.Product(shape));
        _rowShape = shape.ToArray();
        Reserve();
    }

    private bool Fits(ReadOnlySpan<long> shape) => shape.SequenceEqual(_rowShape) && (_data is not null || _elementType == ElementType.String);

    private void CheckShape(ReadOnlySpan<long> shape)
    {
        var skip = _hasRows ? 1 : 0;
        var suits = !Spec.HasKnownRank || shape.Length == Spec.Shape.Count - skip;
        for (var i = 0; suits && Spec.HasKnownRank && i < shape.Length; i++)
            suits = Spec.Shape[i + skip] is not { } size || size == shape[i];
        if (!suits) throw Unsuited($"a row of shape [{TensorShape.Text(shape)}] does not suit it");
        TensorShape.Product(shape);
    }

    private void Reserve()
    {
        Generation++;
        if (_elementType == ElementType.String)
        {
            _strings = new byte[]?[checked(_rowElements * _capacity)];
            return;
        }
        var bytes = checked((nint)_rowElements * _capacity * ElementTypes.SizeOf(_elementType));
        if (_data is not null && bytes <= _dataBytes && bytes * 8 >= _dataBytes) return;
        NativeMemory.AlignedFree(_data);
        // One byte at least: an empty tensor needs an address too.
        _dataBytes = Math.Max(bytes, 1);
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)_dataBytes, 64);
    }

    private void ThrowUnsuited<T>() => throw Unsuited(
        ElementTypes.Of<T>() != _elementType ? $"the codec wrote {typeof(T).Name}" : "its row has a dynamic shape, and none was given");

    private InferenceException Unsuited(string why) =>
        new(InferenceError.InvalidInput, $"Input '{Spec.Name}' is {Spec}, but {why}.");
}
