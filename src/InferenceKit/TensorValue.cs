using System.Runtime.InteropServices;

namespace InferenceKit;

/// <summary>
/// A tensor: elements of one type in row-major order. Thread-safe to read. Memory that its caller owns is never
/// changed by a run.
/// </summary>
public sealed partial class TensorValue : InferenceValue
{
    private readonly long[] _shape;
    private readonly TensorBuffer _buffer;

    internal TensorValue(ElementType elementType, long[] shape, long length, TensorBuffer buffer)
    {
        ElementType = elementType;
        _shape = shape;
        Length = length;
        _buffer = buffer;
    }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Tensor;

    /// <summary>The type of the elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>Sizes of the dimensions, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Number of elements: the product of the shape.</summary>
    public long Length { get; }

    internal long[] ShapeArray => _shape;

    internal TensorBuffer Buffer => _buffer;

    /// <summary>The elements.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the element type; the message names both.</exception>
    /// <exception cref="ObjectDisposedException">The response that owns the memory was disposed.</exception>
    public ReadOnlySpan<T> AsSpan<T>() where T : unmanaged
    {
        if (ElementTypes.Of<T>() != ElementType) throw WrongType(typeof(T));
        return MemoryMarshal.Cast<byte, T>(_buffer.Bytes);
    }

    /// <summary>The elements as bytes in the machine's order, whatever their type.</summary>
    /// <exception cref="InvalidOperationException">The elements are strings.</exception>
    /// <exception cref="ObjectDisposedException">The response that owns the memory was disposed.</exception>
    public ReadOnlySpan<byte> AsBytes() =>
        ElementType == ElementType.String ? throw WrongType(typeof(byte)) : _buffer.Bytes;

    /// <summary>One string as UTF-8.</summary>
    /// <exception cref="InvalidOperationException">The elements are no strings.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the tensor.</exception>
    public ReadOnlySpan<byte> GetStringUtf8(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (ulong)Length, nameof(index));
        return (_buffer.Strings ?? throw WrongType(typeof(string)))[index];
    }

    /// <summary>One string.</summary>
    /// <exception cref="InvalidOperationException">The elements are no strings.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the tensor.</exception>
    public string GetString(int index) => System.Text.Encoding.UTF8.GetString(GetStringUtf8(index));

    /// <summary>Type and shape, as in <c>Float32[1,16]</c>; never the elements.</summary>
    public override string ToString() => $"{ElementType}[{string.Join(',', _shape)}]";

    internal override void Release() => _buffer.Release();

    internal override void Abandon() => _buffer.Abandon();

    internal override void Hold() => _buffer.Hold();

    internal override void EndHold() => _buffer.EndHold();

    private InvalidOperationException WrongType(Type asked) =>
        new($"The tensor's elements are {ElementType}, not {TypeName.Of(asked)}.");
}
