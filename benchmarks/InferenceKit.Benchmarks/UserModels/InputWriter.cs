using System.Runtime.InteropServices;

namespace InferenceKit.Benchmarks.UserModels;

/// <summary>Writes the bytes of one input as what they are.</summary>
internal abstract class InputWriter
{
    public abstract void Write(TensorWriter writer, byte[] bytes);

    public static InputWriter For(UserInput input, ModelSignature signature)
    {
        var index = signature.IndexOfInput(input.Name);
        var skip = signature.HasRows ? 1 : 0;
        var isFixed = signature.Inputs[index].Shape.Skip(skip).All(d => d is not null);
        var shape = isFixed ? null : input.Shape[skip..];
        return input.Type switch
        {
            ElementType.Float32 => new Of<float>(index, shape),
            ElementType.Float64 => new Of<double>(index, shape),
            ElementType.Float16 => new Of<Half>(index, shape),
            ElementType.BFloat16 => new Of<BFloat16>(index, shape),
            ElementType.UInt8 => new Of<byte>(index, shape),
            ElementType.Int8 => new Of<sbyte>(index, shape),
            ElementType.UInt16 => new Of<ushort>(index, shape),
            ElementType.Int16 => new Of<short>(index, shape),
            ElementType.UInt32 => new Of<uint>(index, shape),
            ElementType.Int32 => new Of<int>(index, shape),
            ElementType.UInt64 => new Of<ulong>(index, shape),
            ElementType.Int64 => new Of<long>(index, shape),
            ElementType.Bool => new Of<bool>(index, shape),
            var other => throw new NotSupportedException($"Rows of type {other} cannot be made up: only numbers can."),
        };
    }

    private sealed class Of<T>(int index, long[]? shape) : InputWriter
        where T : unmanaged
    {
        public override void Write(TensorWriter writer, byte[] bytes)
        {
            var values = MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
            if (shape is null)
                writer.Write<T>(index, values);
            else
                values.CopyTo(writer.Row<T>(index, shape));
        }
    }
}
