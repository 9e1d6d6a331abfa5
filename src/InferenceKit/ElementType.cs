namespace InferenceKit;

/// <summary>
/// The type of one tensor element. The numbers are the codes of <c>TensorProto.DataType</c> in the
/// ONNX specification (onnx.proto), so that they can be compared with what a model file says.
/// </summary>
public enum ElementType
{
    /// <summary>No type: the value is not a tensor, or its type is unknown.</summary>
    Undefined = 0,
    /// <summary>32-bit IEEE 754; <see cref="float"/>.</summary>
    Float32 = 1,
    /// <summary><see cref="byte"/>.</summary>
    UInt8 = 2,
    /// <summary><see cref="sbyte"/>.</summary>
    Int8 = 3,
    /// <summary><see cref="ushort"/>.</summary>
    UInt16 = 4,
    /// <summary><see cref="short"/>.</summary>
    Int16 = 5,
    /// <summary><see cref="int"/>.</summary>
    Int32 = 6,
    /// <summary><see cref="long"/>.</summary>
    Int64 = 7,
    /// <summary>UTF-8 text of any length; <see cref="string"/>.</summary>
    String = 8,
    /// <summary>One byte, 0 or 1; <see cref="bool"/>.</summary>
    Bool = 9,
    /// <summary>16-bit IEEE 754; <see cref="Half"/>.</summary>
    Float16 = 10,
    /// <summary>64-bit IEEE 754; <see cref="double"/>.</summary>
    Float64 = 11,
    /// <summary><see cref="uint"/>.</summary>
    UInt32 = 12,
    /// <summary><see cref="ulong"/>.</summary>
    UInt64 = 13,
    /// <summary>Two 32-bit floats, real then imaginary. No .NET type: read and write it as bytes.</summary>
    Complex64 = 14,
    /// <summary>Two 64-bit floats; <see cref="System.Numerics.Complex"/>.</summary>
    Complex128 = 15,
    /// <summary>The upper 16 bits of a 32-bit float; <see cref="InferenceKit.BFloat16"/>.</summary>
    BFloat16 = 16,
}
