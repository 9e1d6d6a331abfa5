using System.Runtime.InteropServices;

namespace InferenceKit.Sessions;

internal sealed unsafe partial class InputRows
{
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
        _isReserved = true;
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
        ElementTypes.Of<T>() != _elementType ? $"the codec wrote {TypeName.Of(typeof(T))}" : "its row has a dynamic shape, and none was given");

    private InferenceException Unsuited(string why) =>
        new(InferenceError.InvalidInput, $"Input '{Spec.Name}' is {Spec}, but {why}.");
}
