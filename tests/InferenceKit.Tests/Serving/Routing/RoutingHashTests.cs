using System.IO.Hashing;
using System.Text;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.Tests.Serving.Routing;

/// <summary>Where keys fall: what is committed here must never change, or users change their variants.</summary>
public sealed class RoutingHashTests
{
    // From the reference implementation: xxhsum -H3 of the salt, a zero byte and the key.
    [Theory]
    [InlineData("fraud", "alice", 0x015c01d89cead260UL, 53)]
    [InlineData("fraud", "bob", 0x90a04dcaab3768e9UL, 5649)]
    [InlineData("fraud", "42", 0x05631aeac6cd969fUL, 210)]
    [InlineData("fraud2", "42", 0x29dec054577bc26fUL, 1635)]
    [InlineData("fraud", "Zoë Krüger", 0x9bae3d239f8fe662UL, 6081)]
    [InlineData("", "x", 0x00fb4e8d75bf03c0UL, 38)]
    public void Keys_fall_where_they_always_fell(string salt, string key, ulong hash, int slot)
    {
        var there = RoutingHash.Of(RoutingHash.Prefix(salt), key);
        Assert.Equal((hash, slot), (there, RoutingHash.SlotOf(there)));
    }

    [Fact]
    public void A_hash_is_that_of_the_utf8_of_salt_zero_and_key_however_long_they_are()
    {
        foreach (var length in new[] { 1, 60, 80, 255, 1024 })
        {
            var key = string.Concat(Enumerable.Repeat("é", length));
            Assert.Equal(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"salt\0{key}")), RoutingHash.Of(RoutingHash.Prefix("salt"), key));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1844674407370955UL, 0)]
    [InlineData(1844674407370956UL, 1)]
    [InlineData(9223372036854775807UL, 4999)]
    [InlineData(9223372036854775808UL, 5000)]
    [InlineData(ulong.MaxValue, 9999)]
    public void Slots_are_half_open_parts_of_all_hashes(ulong hash, int slot) => Assert.Equal(slot, RoutingHash.SlotOf(hash));

    [Fact]
    public void A_million_keys_are_spread_evenly_over_the_slots()
    {
        var counts = new int[RoutingHash.Slots];
        var prefix = RoutingHash.Prefix("even");
        for (var key = 0; key < 1_000_000; key++) counts[RoutingHash.SlotOf(RoutingHash.Of(prefix, $"user-{key}"))]++;
        var chi = counts.Sum(c => Math.Pow(c - 100, 2) / 100);
        // 9,999 degrees of freedom: mean 9,999, deviation 141; five of them.
        Assert.InRange(chi, 9_999 - 707, 9_999 + 707);
    }

    [Fact]
    public void Splits_with_other_salts_are_independent_of_each_other()
    {
        // Two splits into 3 arms each: a table of 3 x 3 with 4 degrees of freedom.
        var table = new int[3, 3];
        var (one, other) = (RoutingHash.Prefix("one"), RoutingHash.Prefix("other"));
        const int Keys = 1_000_000;
        for (var i = 0; i < Keys; i++)
        {
            var key = $"user-{i}";
            table[Arm(RoutingHash.SlotOf(RoutingHash.Of(one, key))), Arm(RoutingHash.SlotOf(RoutingHash.Of(other, key)))]++;
        }
        double[] parts = [0.2, 0.3, 0.5];
        var chi = 0.0;
        for (var a = 0; a < 3; a++)
            for (var b = 0; b < 3; b++)
                chi += Math.Pow(table[a, b] - Keys * parts[a] * parts[b], 2) / (Keys * parts[a] * parts[b]);
        // 8 degrees of freedom against given parts; at 0.0001 the critical value is 31.8.
        Assert.InRange(chi, 0, 31.8);

        static int Arm(int slot) => slot < 2_000 ? 0 : slot < 5_000 ? 1 : 2;
    }
}
