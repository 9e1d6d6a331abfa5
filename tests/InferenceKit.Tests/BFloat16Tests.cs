using CsCheck;

namespace InferenceKit.Tests;

public sealed class BFloat16Tests
{
    [Fact]
    public void Every_value_is_exactly_a_single_and_comes_back_as_itself()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var value = BFloat16.FromBits((ushort)bits);
            Assert.Equal((ushort)bits, value.ToBits());
            Assert.Equal((uint)bits << 16, BitConverter.SingleToUInt32Bits(value.ToSingle()));
            if (float.IsNaN(value.ToSingle())) Assert.True(float.IsNaN(BFloat16.FromSingle(value.ToSingle()).ToSingle()));
            else Assert.Equal(value, BFloat16.FromSingle(value.ToSingle()));
        }
    }

    [Fact]
    public void Rounding_gives_the_nearest_value_and_the_even_one_of_two_equally_near() =>
        Gen.UInt.Select(BitConverter.UInt32BitsToSingle).Where(float.IsFinite).Sample(x => Assert.Equal(Nearest(x), BFloat16.FromSingle(x)), iter: 20_000);

    [Fact]
    public void Halfway_points_round_to_even() =>
        Gen.UShort.Where(bits => (bits & 0x7F80) != 0x7F80).Sample(bits =>
        {
            var halfway = BitConverter.UInt32BitsToSingle(((uint)bits << 16) | 0x8000);
            Assert.Equal((bits & 1) == 0 ? bits : (ushort)(bits + 1), BFloat16.FromSingle(halfway).ToBits());
        });

    [Fact]
    public void A_NaN_whose_payload_is_all_in_the_lower_bits_stays_NaN()
    {
        Assert.True(float.IsNaN(BFloat16.FromSingle(BitConverter.UInt32BitsToSingle(0x7F800001)).ToSingle()));
        Assert.True(float.IsNaN(BFloat16.FromSingle(BitConverter.UInt32BitsToSingle(0xFFFFFFFF)).ToSingle()));
    }

    [Fact]
    public void Infinities_and_zeros_keep_their_signs_and_what_is_too_large_becomes_infinite()
    {
        foreach (var value in new[] { float.PositiveInfinity, float.NegativeInfinity, 0f, -0f })
            Assert.Equal(BitConverter.SingleToUInt32Bits(value), BitConverter.SingleToUInt32Bits(((BFloat16)value).ToSingle()));
        Assert.Equal(float.PositiveInfinity, (float)(BFloat16)float.MaxValue);
        Assert.Equal(float.NegativeInfinity, (float)(BFloat16)float.MinValue);
    }

    [Fact]
    public void Equality_is_that_of_the_bits()
    {
        var nan = BFloat16.FromSingle(float.NaN);
        Assert.True(nan == BFloat16.FromBits(nan.ToBits()));
        Assert.True(BFloat16.FromSingle(0f) != BFloat16.FromSingle(-0f));
        Assert.Equal("1.5", ((BFloat16)1.5f).ToString());
    }

    // Looks at the two neighbours of the truncated value; beyond the largest, the next power of two stands for infinity.
    private static BFloat16 Nearest(float x)
    {
        var below = (ushort)(BitConverter.SingleToUInt32Bits(x) >> 16);
        var above = (ushort)(below + 1);
        var toBelow = Math.Abs((double)x - Exact(below));
        var toAbove = Math.Abs(Exact(above) - x);
        if (toBelow == toAbove) return BFloat16.FromBits((below & 1) == 0 ? below : above);
        return BFloat16.FromBits(toBelow < toAbove ? below : above);
    }

    private static double Exact(ushort bits) =>
        (bits & 0x7FFF) == 0x7F80 ? ((bits & 0x8000) == 0 ? 1 : -1) * Math.Pow(2, 128) : BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
