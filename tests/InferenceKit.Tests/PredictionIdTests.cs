using System.Globalization;
using CsCheck;

namespace InferenceKit.Tests;

public sealed class PredictionIdTests
{
    [Fact]
    public void Different_numbers_give_different_ids_and_texts() =>
        Gen.Select(Gen.ULong, Gen.ULong).Sample((a, b) =>
        {
            Assert.Equal(a == b, PredictionId.Create(a) == PredictionId.Create(b));
            Assert.Equal(a == b, PredictionId.Create(a).ToString() == PredictionId.Create(b).ToString());
        });

    [Fact]
    public void Many_ids_have_no_two_alike_in_text_nor_mostly_in_hash_code()
    {
        var ids = Enumerable.Range(0, 100_000).Select(i => PredictionId.Create((ulong)i)).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids.Length, ids.Select(id => id.ToString()).Distinct(StringComparer.Ordinal).Count());
        Assert.True(ids.Select(id => id.GetHashCode()).Distinct().Count() > 0.99 * ids.Length);
    }

    [Fact]
    public void The_text_is_32_hexadecimal_digits_with_the_number_last() =>
        Gen.ULong.Sample(number =>
        {
            var text = PredictionId.Create(number).ToString();
            Assert.Equal(32, text.Length);
            Assert.Equal(number, ulong.Parse(text.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            Assert.Equal(text[..16], PredictionId.Create(0).ToString()[..16]);
            Assert.DoesNotContain(text, char.IsAsciiLetterUpper);
        });

    [Fact]
    public void No_id_differs_from_the_first_one() => Assert.NotEqual(default, PredictionId.Create(0));
}
