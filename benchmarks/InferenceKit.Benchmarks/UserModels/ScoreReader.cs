using System.Numerics;
using System.Runtime.InteropServices;

namespace InferenceKit.Benchmarks.UserModels;

/// <summary>Reads the first element of an output as a number, on either side.</summary>
internal abstract class ScoreReader
{
    public abstract float Read(TensorReader reader);

    public abstract float Read(ReadOnlySpan<byte> bytes);

    public static ScoreReader For(ElementType type, int output) => Find(type, output)
        ?? throw new NotSupportedException($"An output of type {type} is no number.");

    public static bool Suits(ElementType type) => Find(type, 0) is not null;

    private static ScoreReader? Find(ElementType type, int output) => type switch
    {
        ElementType.Float32 => new Of<float>(output),
        ElementType.Float64 => new Of<double>(output),
        ElementType.Float16 => new Of<Half>(output),
        ElementType.UInt8 => new Of<byte>(output),
        ElementType.Int8 => new Of<sbyte>(output),
        ElementType.UInt16 => new Of<ushort>(output),
        ElementType.Int16 => new Of<short>(output),
        ElementType.UInt32 => new Of<uint>(output),
        ElementType.Int32 => new Of<int>(output),
        ElementType.UInt64 => new Of<ulong>(output),
        ElementType.Int64 => new Of<long>(output),
        _ => null,
    };

    private sealed class Of<T>(int output) : ScoreReader
        where T : unmanaged, INumber<T>
    {
        public override float Read(TensorReader reader) => First(reader.Row<T>(output));

        public override float Read(ReadOnlySpan<byte> bytes) => First(MemoryMarshal.Cast<byte, T>(bytes));

        private static float First(ReadOnlySpan<T> values) => values.IsEmpty ? 0 : float.CreateTruncating(values[0]);
    }
}
