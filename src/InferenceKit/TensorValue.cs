using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace InferenceKit;

/// <summary>
/// A tensor: elements of one type in row-major order. Thread-safe to read. Memory that its caller owns is never
/// changed by a run.
/// </summary>
public sealed class TensorValue : InferenceValue
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

    /// <summary>
    /// Copies data into a tensor; the caller keeps its buffer. <typeparamref name="T"/> is an unmanaged element type
    /// or <see cref="string"/>.
    /// </summary>
    /// <param name="data">The elements in row-major order.</param>
    /// <param name="shape">Sizes of the dimensions; none for a scalar.</param>
    /// <exception cref="InferenceException">The shape's product is not the number of elements, or overflows.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is no element type.</exception>
    public static TensorValue Copy<T>(ReadOnlySpan<T> data, params ReadOnlySpan<long> shape)
    {
        var type = RequireElementType<T>();
        var length = RequireLength(type, shape, data.Length);
        if (type == ElementType.String) return new(type, shape.ToArray(), length, CopyStrings(data));
        var bytes = GC.AllocateUninitializedArray<byte>(checked(data.Length * Unsafe.SizeOf<T>()));
        ref var first = ref MemoryMarshal.GetReference(data);
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref first), bytes.Length).CopyTo(bytes);
        return new(type, shape.ToArray(), length, TensorBuffer.OfArray(bytes, bytes.Length));
    }

    /// <summary>Copies an array into a tensor; see the overload for spans.</summary>
    /// <exception cref="ArgumentNullException">The array is null.</exception>
    /// <exception cref="InferenceException">The shape's product is not the number of elements, or overflows.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is no element type.</exception>
    public static TensorValue Copy<T>(T[] data, params ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Copy(new ReadOnlySpan<T>(data), shape);
    }

    /// <summary>Copies raw bytes, in the machine's order, into a tensor of any type but string.</summary>
    /// <param name="elementType">The type of the elements.</param>
    /// <param name="data">The elements in row-major order.</param>
    /// <param name="shape">Sizes of the dimensions; none for a scalar.</param>
    /// <exception cref="InferenceException">The number of bytes is not that of the shape and type.</exception>
    /// <exception cref="NotSupportedException">The type is String or Undefined.</exception>
    public static TensorValue CopyBytes(ElementType elementType, ReadOnlySpan<byte> data, params ReadOnlySpan<long> shape)
    {
        var size = ElementTypes.SizeOf(elementType);
        if (size == 0) throw new NotSupportedException($"{elementType} has no fixed size.");
        var length = TensorShape.Product(shape);
        if (data.Length % size != 0 || data.Length / size != length) throw TensorShape.WrongByteLength(elementType, size, shape, data.Length);
        return new(elementType, shape.ToArray(), length, TensorBuffer.OfArray(data.ToArray(), data.Length));
    }

    /// <summary>
    /// Takes over memory without a copy. The tensor is for one request: its owner is disposed when the native run
    /// is really over, which may be after the caller was answered, or when the request is refused.
    /// </summary>
    /// <param name="owner">The memory; do not use it after the call.</param>
    /// <param name="shape">Sizes of the dimensions; their product may be less than the memory's length.</param>
    /// <exception cref="InferenceException">The memory is shorter than the shape's product; it stays the caller's.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is no element type.</exception>
    public static TensorValue Own<T>(IMemoryOwner<T> owner, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(owner);
        var type = RequireElementType<T>();
        var length = TensorShape.Product(shape);
        if (length > owner.Memory.Length) throw TensorShape.WrongLength(type, shape, owner.Memory.Length);
        return new(type, shape.ToArray(), length, new OwnedTensorBuffer<T>(owner, (int)length));
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
    public string GetString(int index) => Encoding.UTF8.GetString(GetStringUtf8(index));

    /// <summary>Type and shape, as in <c>Float32[1,16]</c>; never the elements.</summary>
    public override string ToString() => $"{ElementType}[{string.Join(',', _shape)}]";

    internal override void Release() => _buffer.Release();

    internal override void Abandon() => _buffer.Abandon();

    internal override void Hold() => _buffer.Hold();

    internal override void EndHold() => _buffer.EndHold();

    private InvalidOperationException WrongType(Type asked) =>
        new($"The tensor's elements are {ElementType}, not {TypeName.Of(asked)}.");

    private static ElementType RequireElementType<T>()
    {
        var type = ElementTypes.Of<T>();
        return type != ElementType.Undefined ? type : throw new NotSupportedException($"{typeof(T)} is no tensor element type.");
    }

    private static long RequireLength(ElementType type, ReadOnlySpan<long> shape, int given)
    {
        var length = TensorShape.Product(shape);
        return length == given ? length : throw TensorShape.WrongLength(type, shape, given);
    }

    private static TensorBuffer CopyStrings<T>(ReadOnlySpan<T> data)
    {
        var strings = new byte[data.Length][];
        for (var i = 0; i < data.Length; i++) strings[i] = Encoding.UTF8.GetBytes((string?)(object?)data[i] ?? "");
        return TensorBuffer.OfStrings(strings);
    }
}
