using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using InferenceKit.Serving.Rows;

namespace InferenceKit.ControlPlane.Lifecycle.Loading.Trials;

/// <summary>How rows are made up.</summary>
/// <param name="Least">The least of numbers with a fraction.</param>
/// <param name="Most">The most of them.</param>
/// <param name="Wholes">How many different whole numbers there are, from 0 on; ids out of range fail.</param>
/// <param name="Size">The size of dynamic dimensions.</param>
internal readonly record struct MadeUpRange(double Least, double Most, int Wholes, int Size);

/// <summary>Makes up rows that differ from each other and are not zero. The same each time, so that a load does not depend on chance.</summary>
internal static class MadeUpRow
{
    private const long MostElements = 16 << 20;

    /// <summary>Whether every input that must be there can be made up.</summary>
    public static bool CanMake(ModelSignature signature) => ZeroRow.CanWrite(signature);

    /// <param name="signature">Whose required inputs are made up.</param>
    /// <param name="range">Their values.</param>
    /// <param name="number">Which row.</param>
    /// <returns>Null where it would be too large.</returns>
    public static RowInputs? Make(ModelSignature signature, MadeUpRange range, int number)
    {
        var random = new Random(7919 * number + 17);
        var values = new List<RowInputValue>(signature.Inputs.Count);
        foreach (var input in signature.Inputs)
        {
            if (input.IsOptional) continue;
            var shape = new long[input.Shape.Count];
            for (var i = 0; i < shape.Length; i++) shape[i] = input.Shape[i] ?? (i == 0 && signature.HasRows ? 1 : range.Size);
            double elements = 1;
            foreach (var size in shape) elements *= size;
            if (elements > MostElements) return null;
            values.Add(new(input.Name, Make(input.ElementType, shape, (int)elements, range, number, random), signature.HasRows));
        }
        return new(values.ToArray());
    }

    private static TensorValue Make(ElementType type, long[] shape, int count, MadeUpRange range, int number, Random random)
    {
        if (type == ElementType.String) return TensorValue.Copy<string>(Texts(count, number, random), shape);
        var size = ElementTypes.SizeOf(type);
        var bytes = new byte[count * size];
        // Consecutive rows differ in their first element, however small the range of whole numbers is.
        for (var i = 0; i < count; i++) Write(type, bytes.AsSpan(i * size, size), range, i == 0 ? number % range.Wholes : random.Next(range.Wholes), random);
        return TensorValue.CopyBytes(type, bytes, shape);
    }

    private static string[] Texts(int count, int number, Random random)
    {
        var texts = new string[count];
        for (var i = 0; i < count; i++) texts[i] = new StringBuilder("text ").Append(number).Append((char)('a' + random.Next(26))).ToString();
        return texts;
    }

    private static void Write(ElementType type, Span<byte> target, MadeUpRange range, int whole, Random random)
    {
        var real = range.Least + (range.Most - range.Least) * random.NextDouble();
        switch (type)
        {
            case ElementType.Float32: MemoryMarshal.Write(target, (float)real); break;
            case ElementType.Float64: MemoryMarshal.Write(target, real); break;
            case ElementType.Float16: MemoryMarshal.Write(target, (Half)real); break;
            case ElementType.BFloat16: MemoryMarshal.Write(target, (BFloat16)(float)real); break;
            case ElementType.Complex128: MemoryMarshal.Write(target, new Complex(real, -real)); break;
            case ElementType.Bool: target[0] = (byte)(whole & 1); break;
            // Every machine that the runtime supports is little-endian: the first byte of a small whole number is the only one that is not 0.
            default: target[0] = (byte)whole; break;
        }
    }
}
