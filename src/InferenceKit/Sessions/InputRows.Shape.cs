using System.Runtime.InteropServices;

namespace InferenceKit.Sessions;

internal sealed unsafe partial class InputRows
{
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
        if (!batch.IsRowRefused) bytes.CopyTo(new(_data + (nint)row * bytes.Length, bytes.Length));
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
        RowsThatFit = _isFixed || rowBytes == 0 ? _capacity : (int)Math.Clamp(MaxBytes / rowBytes, 1, _capacity);
        // One byte at least: an empty tensor needs an address too.
        var bytes = Math.Max(1, checked(rowBytes * RowsThatFit));
        if (_data is not null && bytes <= _dataBytes && bytes * 8 >= _dataBytes) return;
        var old = _data;
        _data = null;
        _dataBytes = 0;
        NativeMemory.AlignedFree(old);
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 64);
        _dataBytes = bytes;
    }

    private void ThrowUnsuited<T>() => throw Unsuited(
        ElementTypes.Of<T>() != _elementType ? $"the codec wrote {TypeName.Of(typeof(T))}" : "its row has a dynamic shape, and none was given");

    private InferenceException Unsuited(string why) =>
        new(InferenceError.InvalidInput, $"Input '{Spec.Name}' is {Spec}, but {why}.");
}
