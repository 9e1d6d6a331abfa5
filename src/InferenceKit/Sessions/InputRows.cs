using System.Runtime.CompilerServices;

namespace InferenceKit.Sessions;

/// <summary>
/// The rows of one input: native memory that codecs write into and a run reads. Native, so that its address never
/// moves and needs no pin.
/// </summary>
internal sealed unsafe class InputRows : IRowValues, IDisposable
{
    private readonly ElementType _elementType;
    private readonly NativeBlock _block = new();
    private readonly long _maxBytes;

    // The type of an input that is the usual case: always there, of one shape; for all others one that nothing has.
    private readonly ElementType _plainType = (ElementType)(-1);
    private readonly bool _isFixed;
    private readonly bool _isShared;
    private readonly int _capacity;
    private long[] _rowShape;
    private byte[]?[] _strings = [];
    // The block's, for the path of every row.
    private byte* _data;
    private nint _dataBytes;
    private int _rowElements;
    private bool _isReserved;

    /// <param name="spec">The input.</param>
    /// <param name="hasRows">Whether the model has rows.</param>
    /// <param name="capacity">Most rows of a run.</param>
    /// <param name="maxBytes">Most bytes of rows whose shape is known only when they come; one row may always be larger.</param>
    public InputRows(ValueSpec spec, bool hasRows, int capacity, long maxBytes)
    {
        Spec = spec;
        _maxBytes = maxBytes;
        // An optional input of a fixed size, such as weights with a default, has no rows: it holds for a whole run.
        _isShared = hasRows && spec.IsOptional && spec.HasKnownRank && (spec.Shape.Count == 0 || spec.Shape[0] is not null);
        HasRows = hasRows && !_isShared;
        _capacity = _isShared ? 1 : capacity;
        _elementType = spec.Kind == ValueKind.Tensor ? spec.ElementType : ElementType.Undefined;
        // Loops: LINQ over nullable sizes would be compiled anew at each start of a process.
        var first = HasRows ? 1 : 0;
        _isFixed = spec.HasKnownRank;
        _rowShape = new long[Math.Max(0, spec.Shape.Count - first)];
        for (var i = 0; i < _rowShape.Length; i++)
        {
            _rowShape[i] = spec.Shape[first + i] ?? 0;
            if (spec.Shape[first + i] is null) _isFixed = false;
        }
        // Optional inputs may be many and large (a model can list all its weights), and few are ever given.
        if (!_isFixed || spec.IsOptional) return;
        _plainType = _elementType;
        _rowElements = checked((int)TensorShape.Product(_rowShape));
        Reserve();
    }

    public ValueSpec Spec { get; }

    /// <summary>Whether every row has the shape that the model declares.</summary>
    public bool IsFixed => _isFixed;

    /// <summary>Whether the first dimension counts rows.</summary>
    public bool HasRows { get; }

    /// <summary>Whether the rows of the run that is being prepared have this input.</summary>
    public bool IsGiven { get; private set; }

    /// <summary>The row in which this input was last written; see <see cref="RowBatch.Epoch"/>.</summary>
    public long WrittenIn { get; private set; } = -1;

    /// <summary>Changes whenever memory or row shape do, so that a session knows when to bind anew.</summary>
    public int Generation { get; private set; }

    /// <summary>The memory of row 0; the others follow without gaps. Null for strings.</summary>
    public byte* Data => _data;

    /// <summary>The shape of each row.</summary>
    public ReadOnlySpan<long> RowShape => _rowShape;

    public int RowElements => _rowElements;

    /// <summary>How many rows of the present shape have room, up to the capacity.</summary>
    public int RowsThatFit { get; private set; }

    /// <summary>The strings of all rows, in order; null where none was set.</summary>
    public ReadOnlySpan<byte[]?> Strings => _strings;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> FixedRow<T>(RowBatch batch, int row) where T : unmanaged
    {
        var bytes = (nint)_rowElements * sizeof(T);
        // The one check that no caller can forget: no span ends beyond the memory there is.
        if (ElementTypes.Of<T>() != _plainType || bytes * (row + 1) > _dataBytes) return OtherRow<T>(batch, row);
        if (WrittenIn != batch.Epoch)
        {
            WrittenIn = batch.Epoch;
            batch.RequiredWritten++;
        }
        return new(_data + row * bytes, _rowElements);
    }

    private Span<T> OtherRow<T>(RowBatch batch, int row) where T : unmanaged
    {
        if (!Holds<T>() || !_isFixed) ThrowUnsuited<T>();
        return ShapedRow<T>(batch, row, _rowShape);
    }

    // Undefined is also what a type that no tensor can have comes out as.
    private bool Holds<T>() => ElementTypes.Of<T>() is var type && type == _elementType && type != ElementType.Undefined;

    public Span<T> ShapedRow<T>(RowBatch batch, int row, ReadOnlySpan<long> shape) where T : unmanaged
    {
        if (!Holds<T>()) ThrowUnsuited<T>();
        Shape(batch, row, shape);
        // This row goes to scratch memory, and is encoded again after the rows before it ran.
        if (!HasRoomFor(batch, row)) return new T[checked((int)TensorShape.Product(shape))];
        return new(_data + (nint)row * _rowElements * sizeof(T), _rowElements);
    }

    public void ShapeStrings(RowBatch batch, int row, ReadOnlySpan<long> shape)
    {
        if (_elementType != ElementType.String) ThrowUnsuited<string>();
        Shape(batch, row, shape);
        if (HasRoomFor(batch, row)) Array.Clear(_strings, row * _rowElements, _rowElements);
    }

    public void SetString(RowBatch batch, int row, int index, byte[] utf8)
    {
        if (_elementType != ElementType.String) ThrowUnsuited<string>();
        if (WrittenIn != batch.Epoch)
        {
            if (!_isFixed) throw Unsuited("its shape is dynamic: set the shape before the strings");
            ShapeStrings(batch, row, _rowShape);
        }
        // This row is encoded again after the rows before it ran.
        if (!HasRoomFor(batch, row)) return;
        if ((uint)index >= (uint)_rowElements) throw Unsuited($"a row has {_rowElements} strings, and string {index} was set");
        _strings[row * _rowElements + index] = utf8;
    }

    public void ThrowWrongLength(int given) => throw Unsuited($"a row has {_rowElements} elements, and {given} were given");

    public void Dispose()
    {
        _block.Free();
        _data = null;
        _dataBytes = 0;
    }

    /// <summary>The native memory that it holds.</summary>
    public long HeldBytes => _block.Bytes;

    /// <summary>Finds writes beyond its memory; in debug builds alone.</summary>
    public void CheckCanaries() => _block.CheckCanaries();

    /// <summary>Whether there is memory for a row of the present shape. A row without has to wait for the next run, unless it is the first.</summary>
    private bool HasRoomFor(RowBatch batch, int row)
    {
        if (batch.IsRowRefused) return false;
        var isString = _elementType == ElementType.String;
        var end = ((long)(HasRows ? row : 0) + 1) * _rowElements * (isString ? 1 : ElementTypes.SizeOf(_elementType));
        if (end <= (isString ? _strings.Length : _dataBytes)) return true;
        if (row == 0) throw new InferenceException(InferenceError.ResourceExhausted, $"Input '{Spec.Name}' is {Spec}, and there is no memory for a row of shape [{TensorShape.Text(_rowShape)}].");
        batch.MarkShapeChanged();
        return false;
    }

    private void MarkWritten(RowBatch batch)
    {
        WrittenIn = batch.Epoch;
        if (!Spec.IsOptional)
        {
            batch.RequiredWritten++;
            return;
        }
        batch.OptionalWritten++;
        // A run has the optional inputs of its first row; and what holds for the whole run is given by one row alone.
        if (batch.Rows > 0 && (_isShared || !IsGiven)) batch.MarkShapeChanged();
    }

    /// <summary>Fixes whether the run has this input, by what its first row wrote.</summary>
    /// <returns>Whether that differs from the run before.</returns>
    public bool SettleGiven(long epoch)
    {
        var isGiven = WrittenIn == epoch;
        if (isGiven == IsGiven) return false;
        IsGiven = isGiven;
        return true;
    }

    private void Shape(RowBatch batch, int row, ReadOnlySpan<long> shape)
    {
        CheckShape(shape);
        // The span of the first shape may still be in the codec's hands.
        var isAgain = WrittenIn == batch.Epoch;
        if (!isAgain)
        {
            MarkWritten(batch);
            if (!_isFixed) batch.AddShape(shape);
        }
        if (Fits(shape)) return;
        if (isAgain) throw Unsuited("the codec gave it two shapes in one row");
        if (row > 0)
        {
            batch.MarkShapeChanged();
            return;
        }
        _rowElements = checked((int)TensorShape.Product(shape));
        _rowShape = shape.ToArray();
        Reserve();
    }

    /// <summary>Writes a row as bytes in the machine's order; its shape and length suit the element type.</summary>
    public void WriteBytes(RowBatch batch, int row, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        Shape(batch, row, shape);
        if (!HasRoomFor(batch, row)) return;
        var rowBytes = _rowElements * ElementTypes.SizeOf(_elementType);
        if (bytes.Length != rowBytes) throw Unsuited($"a row of it has {rowBytes} bytes, and {bytes.Length} were given");
        bytes.CopyTo(new(_data + (HasRows ? (nint)row * rowBytes : 0), rowBytes));
    }

    private bool Fits(ReadOnlySpan<long> shape) => shape.SequenceEqual(_rowShape) && _isReserved;

    private void CheckShape(ReadOnlySpan<long> shape)
    {
        var skip = HasRows ? 1 : 0;
        var suits = !Spec.HasKnownRank || shape.Length == Spec.Shape.Count - skip;
        for (var i = 0; suits && Spec.HasKnownRank && i < shape.Length; i++)
            suits = Spec.Shape[i + skip] is not { } size || size == shape[i];
        if (!suits) throw Unsuited($"a row of shape [{TensorShape.Text(shape)}] does not suit it");
        TensorShape.Product(shape);
    }

    private void Reserve()
    {
        Generation++;
        // Until the memory is really there: an allocation may fail.
        _isReserved = false;
        if (_elementType == ElementType.String)
        {
            RowsThatFit = _capacity;
            _strings = [];
            _strings = new byte[]?[checked(_rowElements * _capacity)];
        }
        else ReserveNative();
        _isReserved = true;
    }

    private void ReserveNative()
    {
        var rowBytes = checked((nint)_rowElements * ElementTypes.SizeOf(_elementType));
        // A shape that is only known now may be a thousand times that of the warm-up.
        RowsThatFit = _isFixed || rowBytes == 0 ? _capacity : (int)Math.Clamp(_maxBytes / rowBytes, 1, _capacity);
        var bytes = checked(rowBytes * RowsThatFit);
        if (_data is not null && bytes <= _dataBytes && bytes * 8 >= _dataBytes) return;
        _data = null;
        _dataBytes = 0;
        _block.Reserve(bytes);
        _data = _block.Data;
        _dataBytes = _block.Bytes;
    }

    private void ThrowUnsuited<T>() => throw Unsuited(
        ElementTypes.Of<T>() != _elementType ? $"the codec wrote {TypeName.Of(typeof(T))}" : "its row has a dynamic shape, and none was given");

    private InferenceException Unsuited(string why) =>
        new(InferenceError.InvalidInput, $"Input '{Spec.Name}' is {Spec}, but {why}.");

    public ElementType PlainType => _elementType == ElementType.String ? ElementType.Undefined : _elementType;

    public bool IsIn(long epoch) => WrittenIn == epoch;

    public ReadOnlySpan<byte> RowBytes(int row)
    {
        var bytes = _rowElements * ElementTypes.SizeOf(_elementType);
        var at = HasRows ? (nint)row * bytes : 0;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(at + bytes, _dataBytes, nameof(row));
        return new(_data + at, bytes);
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
