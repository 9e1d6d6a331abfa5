using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace InferenceKit;

public sealed partial class TensorValue
{
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
