using System.Buffers;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace InferenceKit.Serving.Traffic;

/// <summary>
/// Where a routing key falls: XxHash3 with 64 bits over the UTF-8 of the salt, a zero byte and the key, the same on every platform, in every
/// process and forever.
/// </summary>
internal static class RoutingHash
{
    /// <summary>Slots of an allocation.</summary>
    public const int Slots = 10_000;

    /// <summary>Most characters of a key.</summary>
    public const int MaxKeyLength = 1024;

    private const int OnStack = 256;

    /// <summary>The bytes before each key.</summary>
    public static byte[] Prefix(string salt) => [.. Encoding.UTF8.GetBytes(salt), 0];

    /// <param name="prefix">What <see cref="Prefix"/> made of the salt.</param>
    /// <param name="key">At most <see cref="MaxKeyLength"/> characters; what is no Unicode counts as U+FFFD.</param>
    [SkipLocalsInit]
    public static ulong Of(ReadOnlySpan<byte> prefix, string key)
    {
        var most = prefix.Length + key.Length * 3;
        if (most > OnStack) return OfLong(prefix, key, most);
        Span<byte> bytes = stackalloc byte[OnStack];
        return Hash(prefix, key, bytes);
    }

    /// <summary>The slot of a hash: the part of all hashes that lie below it, in ten-thousandths, so that a slot is half-open.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SlotOf(ulong hash) => (int)Math.BigMul(hash, Slots, out _);

    private static ulong OfLong(ReadOnlySpan<byte> prefix, string key, int most)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(most);
        var hash = Hash(prefix, key, bytes);
        ArrayPool<byte>.Shared.Return(bytes);
        return hash;
    }

    private static ulong Hash(ReadOnlySpan<byte> prefix, string key, Span<byte> bytes)
    {
        prefix.CopyTo(bytes);
        var length = prefix.Length + Encoding.UTF8.GetBytes(key, bytes[prefix.Length..]);
        return XxHash3.HashToUInt64(bytes[..length]);
    }
}
