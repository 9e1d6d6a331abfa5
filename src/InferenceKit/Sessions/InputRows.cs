using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InferenceKit.Sessions;

/// <summary>
/// The rows of one input: native memory that codecs write into and a run reads. Native, so that its address never
/// moves and needs no pin.
/// </summary>
internal sealed unsafe partial class InputRows : IRowValues, IDisposable
{
    private readonly ElementType _elementType;
    private const nint MaxBytes = 16 << 20;

    // The type of an input that is the usual case: always there, of one shape; for all others one that nothing has.
    private readonly ElementType _plainType = (ElementType)(-1);
    private readonly bool _isFixed;
    private readonly bool _isShared;
    private readonly int _capacity;
    private long[] _rowShape;
    private byte[]?[] _strings = [];
    private byte* _data;
    private nint _dataBytes;
    private int _rowElements;
    private bool _isReserved;

    public InputRows(ValueSpec spec, bool hasRows, int capacity)
    {
        Spec = spec;
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
        if (ElementTypes.Of<T>() != _plainType) return OtherRow<T>(batch, row);
        if (WrittenIn != batch.Epoch)
        {
            WrittenIn = batch.Epoch;
            batch.RequiredWritten++;
        }
        return new(_data + (nint)row * _rowElements * sizeof(T), _rowElements);
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
        // The rows before have another shape: this row goes to scratch memory and is encoded again after they ran.
        if (batch.IsRowRefused) return new T[checked((int)TensorShape.Product(shape))];
        return new(_data + (nint)row * _rowElements * sizeof(T), _rowElements);
    }

    public void ShapeStrings(RowBatch batch, int row, ReadOnlySpan<long> shape)
    {
        if (_elementType != ElementType.String) ThrowUnsuited<string>();
        Shape(batch, row, shape);
        if (!batch.IsRowRefused) Array.Clear(_strings, row * _rowElements, _rowElements);
    }

    public void SetString(RowBatch batch, int row, int index, byte[] utf8)
    {
        if (_elementType != ElementType.String) ThrowUnsuited<string>();
        if (WrittenIn != batch.Epoch)
        {
            if (!_isFixed) throw Unsuited("its shape is dynamic: set the shape before the strings");
            ShapeStrings(batch, row, _rowShape);
        }
        // The rows before have another shape: this row is encoded again after they ran.
        if (batch.IsRowRefused) return;
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
}
