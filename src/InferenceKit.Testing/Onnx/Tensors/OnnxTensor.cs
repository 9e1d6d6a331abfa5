using System.Runtime.InteropServices;
using InferenceKit.Testing.Onnx.Tensors;

namespace InferenceKit.Testing;

/// <summary>A constant tensor inside a model: weights, a default, an attribute. Immutable; the data is copied.</summary>
/// <remarks>Arrays of <see cref="float"/> and <see cref="long"/> and scalars of both convert to it, so weights need no ceremony.</remarks>
public sealed class OnnxTensor
{
    private readonly byte[] _bytes;
    private readonly string[] _texts;
    private readonly long[] _shape;

    private OnnxTensor(ElementType element, byte[] bytes, string[] texts, ReadOnlySpan<long> shape)
    {
        Element = element;
        _bytes = bytes;
        _texts = texts;
        _shape = shape.ToArray();
    }

    /// <summary>The type of the elements.</summary>
    public ElementType Element { get; }

    /// <summary>The dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => _shape;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    internal ReadOnlySpan<string> Texts => _texts;

    /// <summary>A tensor of numbers or truth values in row-major order.</summary>
    /// <typeparam name="T">A .NET number that ONNX has too (<see cref="float"/>, <see cref="double"/>, <see cref="Half"/>, <see cref="BFloat16"/>, the integers of 8 to 64 bits) or <see cref="bool"/>.</typeparam>
    /// <param name="data">The elements, as many as the shape holds.</param>
    /// <param name="shape">The dimensions; none for a scalar.</param>
    /// <exception cref="ArgumentException">The shape and the number of elements disagree, or a dimension is negative.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> has no ONNX element type.</exception>
    public static OnnxTensor Create<T>(ReadOnlySpan<T> data, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var element = ElementTypes.Of<T>();
        if (element == ElementType.Undefined)
            throw new NotSupportedException($"ONNX has no element type for {typeof(T)}.");

        ConstantShape.ThrowUnlessHolds(shape, data.Length);
        return new OnnxTensor(element, MemoryMarshal.AsBytes(data).ToArray(), [], shape);
    }

    /// <inheritdoc cref="Create{T}(ReadOnlySpan{T}, ReadOnlySpan{long})"/>
    public static OnnxTensor Create<T>(T[] data, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(data);
        return Create(data.AsSpan(), shape);
    }

    /// <summary>A tensor without dimensions.</summary>
    /// <inheritdoc cref="Create{T}(ReadOnlySpan{T}, ReadOnlySpan{long})" path="/typeparam"/>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> has no ONNX element type.</exception>
    public static OnnxTensor Scalar<T>(T value)
        where T : unmanaged => Create([value], []);

    /// <summary>A tensor of one dimension.</summary>
    /// <inheritdoc cref="Create{T}(ReadOnlySpan{T}, ReadOnlySpan{long})" path="/typeparam"/>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> has no ONNX element type.</exception>
    public static OnnxTensor Vector<T>(params ReadOnlySpan<T> values)
        where T : unmanaged => Create(values, values.Length);

    /// <summary>A tensor of two dimensions: rows, then columns.</summary>
    /// <inheritdoc cref="Create{T}(ReadOnlySpan{T}, ReadOnlySpan{long})" path="/typeparam"/>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> has no ONNX element type.</exception>
    public static OnnxTensor Matrix<T>(T[,] values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        var flat = values.Length == 0 ? default : MemoryMarshal.CreateReadOnlySpan(ref values[0, 0], values.Length);
        return Create(flat, values.GetLength(0), values.GetLength(1));
    }

    /// <summary>A tensor of texts in row-major order; no dimension for a scalar.</summary>
    /// <exception cref="ArgumentException">The shape and the number of elements disagree, or a dimension is negative.</exception>
    public static OnnxTensor Strings(ReadOnlySpan<string> data, params ReadOnlySpan<long> shape)
    {
        ConstantShape.ThrowUnlessHolds(shape, data.Length);
        return new OnnxTensor(ElementType.String, [], data.ToArray(), shape);
    }

    /// <summary>A tensor of any type but text from its bytes, little-endian and row-major.</summary>
    /// <exception cref="ArgumentException">The shape and the number of bytes disagree, a dimension is negative, or the type is text.</exception>
    public static OnnxTensor FromBytes(ElementType element, ReadOnlySpan<byte> data, params ReadOnlySpan<long> shape)
    {
        var size = ElementTypes.SizeOf(element);
        if (size == 0)
            throw new ArgumentException($"{element} elements have no fixed size in bytes.", nameof(element));

        if (data.Length % size != 0)
            throw new ArgumentException($"{data.Length} bytes are no whole number of {element} elements of {size} bytes.", nameof(data));

        ConstantShape.ThrowUnlessHolds(shape, data.Length / size);
        return new OnnxTensor(element, data.ToArray(), [], shape);
    }

    /// <summary>A vector.</summary>
    public static implicit operator OnnxTensor(float[] values) => Vector<float>(values);

    /// <summary>A vector.</summary>
    public static implicit operator OnnxTensor(long[] values) => Vector<long>(values);

    /// <summary>A matrix.</summary>
    public static implicit operator OnnxTensor(float[,] values) => Matrix(values);

    /// <summary>A scalar.</summary>
    public static implicit operator OnnxTensor(float value) => Scalar(value);

    /// <summary>A scalar.</summary>
    public static implicit operator OnnxTensor(long value) => Scalar(value);
}
