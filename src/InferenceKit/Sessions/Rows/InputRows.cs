using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace InferenceKit.Sessions.Rows;

/// <summary>
/// The rows of one input: memory that codecs write into and a run reads. Every span it gives was compared with the memory that is there.
/// A row without room goes to memory of its own, and the batch refuses it.
/// </summary>
internal sealed unsafe class InputRows : IRowValues, IDisposable
{
    private readonly ElementType _elementType;

    // The type of an input that is always given, in one shape; for others a type that does not exist, so that one comparison decides.
    private readonly ElementType _plainType = (ElementType)(-1);
    private readonly bool _isFixed;
    private readonly bool _isShared;
    private readonly int _capacity;
    private readonly NativeBuffer _buffer = new();
    private long[] _rowShape;
    private byte[]?[] _strings = [];
    private byte* _data;
    private int _rowElements;
    private int _room;
    private MemoryUse _use;
    private long _refusedIn = -1;
    private long[] _refusedShape = [];
    private Array? _refusedRow;

    /// <param name="spec">The input.</param>
    /// <param name="hasRows">Whether the model's first dimension counts rows.</param>
    /// <param name="capacity">The most rows of a run.</param>
    public InputRows(ValueSpec spec, bool hasRows, int capacity)
    {
        Spec = spec;
        // An optional input of a fixed size, such as weights with a default, has no rows: it holds for a whole run.
        _isShared = hasRows && spec.IsOptional && spec.HasKnownRank && (spec.Shape.Count == 0 || spec.Shape[0] is not null);
        HasRows = hasRows && !_isShared;
        _capacity = _isShared ? 1 : capacity;
        _elementType = spec.Kind == ValueKind.Tensor ? spec.ElementType : ElementType.Undefined;
        // Loops, because LINQ over nullable sizes would be compiled anew at each start of a process.
        var first = HasRows ? 1 : 0;
        _isFixed = spec.HasKnownRank;
        _rowShape = new long[Math.Max(0, spec.Shape.Count - first)];
        for (var i = 0; i < _rowShape.Length; i++)
        {
            _rowShape[i] = spec.Shape[first + i] ?? 0;
            if (spec.Shape[first + i] is null) _isFixed = false;
        }
        // Optional inputs get memory only when they are given: they may be many and large (a model can list all its weights).
        if (!_isFixed || spec.IsOptional) return;
        Reserve(_rowShape, _capacity);
        _plainType = _elementType;
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

    /// <summary>How many rows of the present shape have memory; 0 where none has.</summary>
    public int RowsThatFit => _room;

    /// <summary>The strings of all rows, in order; null where none was set.</summary>
    public ReadOnlySpan<byte[]?> Strings => _strings;

    /// <summary>The native bytes that it holds.</summary>
    public long HeldBytes => _buffer.Bytes;

    public ElementType PlainType => _elementType == ElementType.String ? ElementType.Undefined : _elementType;

    public bool IsIn(long epoch) => WrittenIn == epoch;

    /// <summary>A row of a known shape: cleared when it is first asked for, and as it is from then on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> FixedRow<T>(RowBatch batch, int row) where T : unmanaged
    {
        // One comparison: a negative row is too large as an unsigned number, and without memory the room is 0.
        if (ElementTypes.Of<T>() != _plainType || (uint)row >= (uint)_room) return OtherRow<T>(batch, row);
        var span = new Span<T>(_data + (nint)row * _rowElements * sizeof(T), _rowElements);
        if (WrittenIn == batch.Epoch) return span;
        WrittenIn = batch.Epoch;
        batch.RequiredWritten++;
        span.Clear();
        return span;
    }

    /// <summary>Copies a row of a known shape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteFixedRow<T>(RowBatch batch, int row, ReadOnlySpan<T> values) where T : unmanaged
    {
        if (ElementTypes.Of<T>() != _plainType || (uint)row >= (uint)_room || values.Length != _rowElements)
        {
            WriteOtherRow(batch, row, values);
            return;
        }
        if (WrittenIn != batch.Epoch)
        {
            WrittenIn = batch.Epoch;
            batch.RequiredWritten++;
        }
        values.CopyTo(new(_data + (nint)row * _rowElements * sizeof(T), _rowElements));
    }

    /// <summary>A row of a shape that may differ from row to row: cleared when it is first asked for, and as it is from then on.</summary>
    public Span<T> ShapedRow<T>(RowBatch batch, int row, ReadOnlySpan<long> shape) where T : unmanaged
    {
        if (!Holds<T>()) ThrowUnsuited<T>();
        if (!Prepare(batch, row, shape, out var isFirst)) return RefusedRow<T>(isFirst);
        var span = new Span<T>(_data + (nint)row * _rowElements * sizeof(T), _rowElements);
        if (isFirst) span.Clear();
        return span;
    }

    /// <summary>Writes a row as bytes in the machine's order; its shape suits the element type.</summary>
    public void WriteBytes(RowBatch batch, int row, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        var size = ElementTypes.SizeOf(_elementType);
        if (size == 0) throw Unsuited("its elements cannot be written as bytes");
        CheckShape(shape);
        if (TensorShape.Product(shape) is var elements && (bytes.Length % size != 0 || bytes.Length / size != elements))
            throw Unsuited($"a row of shape [{TensorShape.Text(shape)}] came as {Text(bytes.Length)} bytes");
        if (Prepare(batch, row, shape, out _)) bytes.CopyTo(new(_data + (nint)row * bytes.Length, bytes.Length));
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

    /// <summary>Sets the shape of a row of strings; those of a row that is new are empty.</summary>
    public void ShapeStrings(RowBatch batch, int row, ReadOnlySpan<long> shape)
    {
        if (_elementType != ElementType.String) ThrowUnsuited<string>();
        if (Prepare(batch, row, shape, out var isFirst) && isFirst) Array.Clear(_strings, row * _rowElements, _rowElements);
    }

    public void SetString(RowBatch batch, int row, int index, byte[] utf8)
    {
        if (_elementType != ElementType.String) ThrowUnsuited<string>();
        if (WrittenIn != batch.Epoch)
        {
            if (!_isFixed) throw Unsuited("its shape is dynamic: set the shape before the strings");
            ShapeStrings(batch, row, _rowShape);
        }
        // The row has no room. It is encoded again after a run of the rows before it.
        if (_refusedIn == batch.Epoch) return;
        if ((uint)row >= (uint)_room) throw new ArgumentOutOfRangeException(nameof(row));
        if ((uint)index >= (uint)_rowElements) throw Unsuited($"a row has {Text(_rowElements)} strings, and string {Text(index)} was set");
        _strings[row * _rowElements + index] = utf8;
    }

    public ReadOnlySpan<byte> RowBytes(int row)
    {
        if (!HasRows) row = 0;
        CheckRow(row);
        var bytes = checked(_rowElements * ElementTypes.SizeOf(_elementType));
        return new(_data + (nint)row * bytes, bytes);
    }

    /// <summary>A copy of a row that was written, of its own shape; of an input that holds for the whole run, of that.</summary>
    public TensorValue CopyRow(int row)
    {
        if (!HasRows) row = 0;
        CheckRow(row);
        if (_elementType != ElementType.String) return TensorValue.CopyBytes(_elementType, RowBytes(row), _rowShape);
        var texts = new string[_rowElements];
        for (var i = 0; i < texts.Length; i++) texts[i] = Encoding.UTF8.GetString(_strings[row * _rowElements + i] ?? []);
        return TensorValue.Copy(texts, _rowShape);
    }

    /// <summary>The memory of the first rows, for a binding.</summary>
    /// <exception cref="InvalidOperationException">There is not so much.</exception>
    public byte* DataOf(int rows) =>
        (uint)rows <= (uint)_room ? _data : throw new InvalidOperationException($"Input '{Spec.Name}' has memory for {_room} rows, and a run has {rows}.");

    /// <summary>Fixes whether the run has this input, by what its first row wrote.</summary>
    /// <returns>Whether that differs from the run before.</returns>
    public bool NoteGiven(long epoch)
    {
        var isGiven = WrittenIn == epoch;
        if (isGiven == IsGiven) return false;
        IsGiven = isGiven;
        return true;
    }

    /// <summary>The memory of a row that was refused is not needed any more.</summary>
    public void ForgetRefused() => _refusedRow = null;

    /// <summary>Gives memory back where rows since the last call needed far less. Only between runs, and never what every row needs.</summary>
    /// <returns>Whether it still holds memory that could be given back later.</returns>
    public bool Trim()
    {
        if (_isFixed && !Spec.IsOptional) return false;
        var need = _use.Measure();
        if (need != MemoryNeed.MuchOnce) return need == MemoryNeed.Much;
        Generation++;
        _room = 0;
        _use.Reset();
        _strings = [];
        _data = null;
        _buffer.Free();
        return false;
    }

    /// <summary>See <see cref="NativeBuffer.CheckGuards"/>.</summary>
    [System.Diagnostics.Conditional("DEBUG")]
    public void CheckGuards() => _buffer.CheckGuards();

    public void Dispose()
    {
        // No row has memory from here on: a codec that writes late gets an exception, not freed memory.
        _room = 0;
        _data = null;
        _buffer.Dispose();
    }

    private Span<T> OtherRow<T>(RowBatch batch, int row) where T : unmanaged
    {
        if (!Holds<T>() || !_isFixed) ThrowUnsuited<T>();
        return ShapedRow<T>(batch, row, _rowShape);
    }

    private void WriteOtherRow<T>(RowBatch batch, int row, ReadOnlySpan<T> values) where T : unmanaged
    {
        if (!Holds<T>() || !_isFixed) ThrowUnsuited<T>();
        var elements = TensorShape.Product(_rowShape);
        if (values.Length != elements) throw Unsuited($"a row has {Text(elements)} elements, and {Text(values.Length)} were given");
        values.CopyTo(ShapedRow<T>(batch, row, _rowShape));
    }

    // A type that no tensor can have gives Undefined too.
    private bool Holds<T>() => ElementTypes.Of<T>() is var type && type == _elementType && type != ElementType.Undefined;

    /// <summary>Notes that a row is written, and sees whether it has room.</summary>
    /// <returns>Whether the row has memory here; otherwise the batch refuses it.</returns>
    private bool Prepare(RowBatch batch, int row, ReadOnlySpan<long> shape, out bool isFirst)
    {
        CheckShape(shape);
        isFirst = WrittenIn != batch.Epoch;
        if (!isFirst)
        {
            // The memory must not change now: the codec may still hold the span of the first call.
            var isRefused = _refusedIn == batch.Epoch;
            if (!shape.SequenceEqual(isRefused ? _refusedShape : _rowShape)) throw Unsuited("the codec gave it two shapes in one row");
            return !isRefused;
        }
        if (row == 0 && (_room == 0 || !shape.SequenceEqual(_rowShape))) Reserve(batch, shape);
        // From here on nothing throws: a row that counts as written has memory.
        var hasRoom = (uint)row < (uint)_room && shape.SequenceEqual(_rowShape);
        if (hasRoom) _use.Note((row + 1L) * _rowElements * RunMemory.SizeOf(_elementType));
        else
        {
            _refusedShape = shape.ToArray();
            _refusedIn = batch.Epoch;
            batch.RefuseRow();
        }
        MarkWritten(batch);
        if (!_isFixed) batch.AddShape(shape);
        return hasRoom;
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
        // A run has the optional inputs of its first row. An input that holds for the whole run can be given by one row only.
        if (batch.Rows > 0 && (_isShared || !IsGiven)) batch.RefuseRow();
    }

    private Span<T> RefusedRow<T>(bool isFirst)
    {
        // Kept, so that a codec that asks twice finds what it wrote.
        if (isFirst || _refusedRow is not T[] row) _refusedRow = row = new T[checked((int)TensorShape.Product(_refusedShape))];
        return row;
    }

    private void CheckShape(ReadOnlySpan<long> shape)
    {
        var skip = HasRows ? 1 : 0;
        var suits = !Spec.HasKnownRank || shape.Length == Spec.Shape.Count - skip;
        for (var i = 0; suits && Spec.HasKnownRank && i < shape.Length; i++)
            suits = Spec.Shape[i + skip] is not { } size || size == shape[i];
        if (!suits) throw Unsuited($"a row of shape [{TensorShape.Text(shape)}] does not suit it");
        if (TensorShape.Product(shape) > Array.MaxLength) throw Unsuited($"a row of shape [{TensorShape.Text(shape)}] has more than {Text(Array.MaxLength)} elements");
    }

    private void Reserve(RowBatch batch, ReadOnlySpan<long> shape)
    {
        var rowBytes = TensorShape.Product(shape) * RunMemory.SizeOf(_elementType);
        // Fewer rows for large ones: a shape that is only known now may be a thousand times as large as that of the warm-up.
        var rows = _isFixed ? _capacity : Math.Min(_capacity, batch.RowsFor(rowBytes));
        long[] sizes = shape.SequenceEqual(_rowShape) ? _rowShape : shape.ToArray();
        try
        {
            if (rows > 1 && !TryReserve(sizes, rows)) rows = 1;
            if (rows == 1) Reserve(sizes, 1);
        }
        catch (OutOfMemoryException e)
        {
            throw new InferenceException(new(InferenceError.ResourceExhausted, $"Input '{Spec.Name}' is {Spec}: there is no memory for a row of shape [{TensorShape.Text(shape)}], which has {Text(rowBytes)} bytes.") { Cause = e });
        }
        batch.NoteReserved(_buffer.Bytes);
    }

    private bool TryReserve(long[] shape, int rows)
    {
        try
        {
            Reserve(shape, rows);
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private void Reserve(long[] shape, int rows)
    {
        Generation++;
        // No rows until the memory is there: an allocation may fail, and spans are checked against this number.
        _room = 0;
        var elements = checked((int)TensorShape.Product(shape));
        if (_elementType == ElementType.String)
        {
            _strings = [];
            _use.Reset();
            _strings = new byte[]?[checked(elements * rows)];
        }
        else ReserveNative(checked((nint)elements * ElementTypes.SizeOf(_elementType) * rows));
        (_rowShape, _rowElements, _room) = (shape, elements, rows);
    }

    private void ReserveNative(nint bytes)
    {
        if (_data is not null && bytes <= _buffer.Bytes && bytes * 8 >= _buffer.Bytes) return;
        _data = null;
        _use.Reset();
        _buffer.Reserve(bytes);
        _data = _buffer.Data;
    }

    private void CheckRow(int row)
    {
        if ((uint)row >= (uint)_room) throw new InvalidOperationException($"Input '{Spec.Name}' has memory for {_room} rows, and row {row} was read.");
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private void ThrowUnsuited<T>() => throw Unsuited(
        ElementTypes.Of<T>() != _elementType ? $"the codec wrote {TypeName.Of(typeof(T))}" : "its row has a dynamic shape, and none was given");

    private InferenceException Unsuited(string why) =>
        new(InferenceError.InvalidInput, $"Input '{Spec.Name}' is {Spec}, but {why}.");
}
