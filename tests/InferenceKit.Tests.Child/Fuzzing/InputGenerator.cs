using System.Runtime.InteropServices;
using InferenceKit.Testing;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Makes random inputs that suit a model's inputs.</summary>
internal static class InputGenerator
{
    private const int MaxElements = 60_000, MaxLargeElements = 6_000_000;

    // Around the limits of batches, of queues and of runs.
    private static readonly int[] RowCounts = [1, 1, 1, 1, 2, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 32, 33, 64, 100, 0, 255, 1023, 1025, 1500];
    private static readonly int[] Sizes = [1, 2, 3, 3, 4, 5, 8, 17, 0, 64, 300];
    private static readonly string[] Texts = ["", "a", "bb", "Abc", "äöü€", "text of some length that is no short one"];

    /// <summary>Inputs of a request.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="model">The model that they suit.</param>
    /// <param name="rows">How many rows; null for a random number.</param>
    /// <param name="isLarge">Whether rows are as large as a run's memory.</param>
    public static NamedValue[] Make(FuzzRandom random, FuzzModel model, int? rows, bool isLarge)
    {
        var sizes = new Dictionary<string, long> { [ModelGenerator.Rows] = rows ?? random.Pick(RowCounts) };
        if (isLarge) sizes[ModelGenerator.Rows] = rows ?? random.Between(1, 3);
        var values = new List<NamedValue>(model.Inputs.Length);
        foreach (var input in model.Inputs)
        {
            if (model.OptionalInputs.Contains(input.Name) && random.Chance(70)) continue;
            values.Add(new(input.Name, input.IsTensor ? Tensor(random, input, sizes, isLarge) : Composite(random, input, sizes)));
        }
        return [.. values];
    }

    private static TensorValue Tensor(FuzzRandom random, FuzzValue input, Dictionary<string, long> sizes, bool isLarge)
    {
        var shape = new long[input.Rank];
        long count = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            var size = input.Shape[i] switch
            {
                { Size: { } known } => known,
                { Symbol: { } symbol } => SizeOf(random, symbol, sizes, isLarge),
                _ => i == 0 ? sizes[ModelGenerator.Rows] : random.Pick(Sizes),
            };
            // Small enough to be computed; the first dimension is the same for all inputs and has been bounded before.
            if (i > 0 && count * size > (isLarge ? MaxLargeElements : MaxElements) && input.Shape[i].Size is null) size = sizes[input.Shape[i].Symbol ?? ""] = 1;
            shape[i] = size;
            count *= size;
        }
        return Fill(random, input.Element, shape, (int)count);
    }

    private static long SizeOf(FuzzRandom random, string symbol, Dictionary<string, long> sizes, bool isLarge)
    {
        if (sizes.TryGetValue(symbol, out var size)) return size;
        // Memory of a run: 16 MiB, of which rows of these sizes fill a part, all, or more.
        size = isLarge ? random.Pick(1, 1000, 100_000, 393_216, 1 << 20, (1 << 20) + 1, 1 << 21, (1 << 22) - 1, 1 << 22, (1 << 22) + 1) : random.Pick(Sizes);
        return sizes[symbol] = size;
    }

    private static InferenceValue Composite(FuzzRandom random, FuzzValue input, Dictionary<string, long> sizes) => input.Composite!.Kind switch
    {
        OnnxTypeKind.Sequence => new SequenceValue([.. Enumerable.Range(0, random.Between(1, 4)).Select(_ => Fill(random, ElementType.Float32, random.Between(1, 4), 2))]),
        OnnxTypeKind.Map => new MapValue(TensorValue.Copy([1L, 3L], 2), TensorValue.Copy([random.Below(9) / 2f, 4f], 2)),
        _ => Fill(random, ElementType.Float32, Math.Min(sizes[ModelGenerator.Rows], 100), 2),
    };

    private static TensorValue Fill(FuzzRandom random, ElementType element, params long[] shape) =>
        Fill(random, element, shape, (int)shape.Aggregate(1L, (all, size) => all * size));

    private static TensorValue Fill(FuzzRandom random, ElementType element, long[] shape, int count)
    {
        if (element == ElementType.String)
        {
            var texts = new string[count];
            for (var i = 0; i < count; i++) texts[i] = random.Pick(Texts);
            return TensorValue.Copy(texts, shape);
        }
        var numbers = new float[count];
        // Of many elements all that counts is that they differ from row to row.
        var step = random.Number();
        for (var i = 0; i < count; i++) numbers[i] = count > 4096 ? (float)((i * step * 7.31 % 8) - 3) : random.Between(-12, 24) / 4f;
        return element switch
        {
            ElementType.Float32 => TensorValue.Copy(numbers, shape),
            ElementType.Float64 => Convert(numbers, shape, n => (double)n),
            ElementType.Float16 => Convert(numbers, shape, n => (Half)n),
            ElementType.BFloat16 => Convert(numbers, shape, BFloat16.FromSingle),
            ElementType.Int64 => Convert(numbers, shape, n => (long)n),
            ElementType.Int32 => Convert(numbers, shape, n => (int)n),
            ElementType.Int16 => Convert(numbers, shape, n => (short)n),
            ElementType.Int8 => Convert(numbers, shape, n => (sbyte)n),
            ElementType.UInt64 => Convert(numbers, shape, n => (ulong)Math.Abs(n)),
            ElementType.UInt32 => Convert(numbers, shape, n => (uint)Math.Abs(n)),
            ElementType.UInt16 => Convert(numbers, shape, n => (ushort)Math.Abs(n)),
            ElementType.UInt8 => Convert(numbers, shape, n => (byte)Math.Abs(n)),
            _ => TensorValue.CopyBytes(ElementType.Bool, MemoryMarshal.AsBytes<bool>(Array.ConvertAll(numbers, n => n > 0)), shape),
        };
    }

    private static TensorValue Convert<T>(float[] numbers, long[] shape, Converter<float, T> convert) where T : unmanaged =>
        TensorValue.Copy(Array.ConvertAll(numbers, convert), shape);
}
