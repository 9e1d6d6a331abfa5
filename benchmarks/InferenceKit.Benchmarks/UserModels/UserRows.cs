using System.Runtime.InteropServices;

namespace InferenceKit.Benchmarks.UserModels;

/// <summary>Makes up rows. What they say means nothing; that they differ does.</summary>
internal static class UserRows
{
    private const int Seed = 17;

    public static UserRow[] Draw(int count, IReadOnlyList<UserInput> inputs)
    {
        var random = new Random(Seed);
        return Enumerable.Range(0, count).Select(_ => new UserRow([.. inputs.Select(i => Draw(random, i))])).ToArray();
    }

    private static byte[] Draw(Random random, UserInput input)
    {
        var bytes = new byte[input.Bytes];
        switch (input.Type)
        {
            case ElementType.Float32:
                Fill(bytes, () => (random.NextSingle() * 2) - 1);
                break;
            case ElementType.Float64:
                Fill(bytes, () => (random.NextDouble() * 2) - 1);
                break;
            case ElementType.Float16:
                Fill(bytes, () => (Half)((random.NextSingle() * 2) - 1));
                break;
            case ElementType.BFloat16:
                // The upper half of a float is a BFloat16.
                Fill(bytes, () => (ushort)(BitConverter.SingleToUInt32Bits((random.NextSingle() * 2) - 1) >> 16));
                break;
            default:
                FillWithBits(random, bytes, ElementSize.Of(input.Type));
                break;
        }

        return bytes;
    }

    /// <summary>Zeros and ones: whole numbers are often indices, and every table has these two entries.</summary>
    private static void FillWithBits(Random random, byte[] bytes, int size)
    {
        for (var i = 0; i < bytes.Length; i += size)
            bytes[i] = (byte)random.Next(2);
    }

    private static void Fill<T>(byte[] bytes, Func<T> next)
        where T : unmanaged
    {
        foreach (ref var value in MemoryMarshal.Cast<byte, T>(bytes.AsSpan()))
            value = next();
    }
}
