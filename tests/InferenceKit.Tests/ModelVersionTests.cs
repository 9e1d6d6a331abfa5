using System.Globalization;
using CsCheck;

namespace InferenceKit.Tests;

public sealed class ModelVersionTests
{
    private const string Letters = "ABCXYZabcxyz0123456789._-";

    private static readonly Gen<string> Numbers = Gen.Select(Gen.Int[0, 4], Gen.OneOf(Gen.Long[0, 20], Gen.Long[0, long.MaxValue]))
        .Select((zeros, number) => new string('0', zeros) + number.ToString(CultureInfo.InvariantCulture));

    private static readonly Gen<string> Texts = Gen.Select(Gen.Char["ABCabc019"], Gen.String[Gen.Char[Letters], 0, 4])
        .Select((first, rest) => first + rest);

    private static readonly Gen<ModelVersion> Versions =
        Gen.Frequency((8, Gen.OneOf(Numbers, Texts).Select(text => ModelVersion.Parse(text))), (1, Gen.Const(default(ModelVersion))));

    [Fact]
    public void The_order_is_total_and_agrees_with_equality_and_hash_codes() =>
        Gen.Select(Versions, Versions, Versions).Sample((a, b, c) =>
        {
            Assert.Equal(0, a.CompareTo(a));
            Assert.Equal(Math.Sign(a.CompareTo(b)), -Math.Sign(b.CompareTo(a)));
            if (a <= b && b <= c) Assert.True(a <= c);
            Assert.Equal(a == b, a.CompareTo(b) == 0);
            if (a == b) Assert.Equal(a.GetHashCode(), b.GetHashCode());
        });

    [Fact]
    public void Operators_say_what_the_comparison_says() =>
        Gen.Select(Versions, Versions).Sample((a, b) =>
        {
            var order = a.CompareTo(b);
            Assert.Equal(order < 0, a < b);
            Assert.Equal(order > 0, a > b);
            Assert.Equal(order <= 0, a <= b);
            Assert.Equal(order >= 0, a >= b);
            Assert.Equal(a.Equals(b), a == b);
            Assert.Equal(a.Equals(b), a.Equals((object)b));
            Assert.NotEqual(a == b, a != b);
        });

    [Fact]
    public void Zero_padded_numbers_keep_their_text_and_are_equal_by_value() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Int[0, 20]).Sample((number, zeros) =>
        {
            var plain = ModelVersion.FromNumber(number);
            var text = new string('0', zeros) + number.ToString(CultureInfo.InvariantCulture);
            var padded = ModelVersion.Parse(text);
            Assert.Equal(plain, padded);
            Assert.Equal(plain.GetHashCode(), padded.GetHashCode());
            Assert.Equal(text, padded.ToString());
            Assert.True(padded.TryGetNumber(out var read));
            Assert.Equal(number, read);
        });

    [Fact]
    public void Numbers_sort_by_value_and_after_every_other_text()
    {
        string[] sorted = ["2.0", "9223372036854775808", "beta", "v10", "v9", "0001", "2", "010", "20260101120000", "9223372036854775807"];
        var versions = sorted.Reverse().Select(text => ModelVersion.Parse(text)).Order();
        Assert.Equal(sorted, versions.Select(version => version.ToString()));
    }

    [Fact]
    public void A_number_of_more_than_63_bits_is_text() =>
        Assert.False(ModelVersion.Parse("9223372036854775808").TryGetNumber(out _));

    [Fact]
    public void No_version_is_no_number_and_less_than_any()
    {
        Assert.False(default(ModelVersion).TryGetNumber(out _));
        Assert.Equal("", default(ModelVersion).ToString());
        Assert.True(default(ModelVersion) < ModelVersion.Parse("0"));
        Assert.True(default(ModelVersion) < ModelVersion.Parse("a"));
        Assert.NotEqual(default, ModelVersion.Parse("0"));
    }

    [Fact]
    public void What_is_parsed_is_what_the_rule_for_names_allows() =>
        Gen.OneOf(Numbers, Texts, Gen.String[0, 5]).Sample(text =>
        {
            Assert.Equal(ModelName.IsValid(text), ModelVersion.TryParse(text, null, out var version));
            if (ModelName.IsValid(text)) Assert.Equal(text, version.ToString());
            else Assert.Equal(default, version);
        });

    [Fact]
    public void What_is_no_version_is_refused()
    {
        Assert.Throws<FormatException>(() => ModelVersion.Parse(""));
        Assert.Throws<FormatException>(() => ModelVersion.Parse("../1"));
        Assert.Throws<FormatException>(() => ModelVersion.Parse("-1"));
        Assert.Throws<FormatException>(() => ModelVersion.Parse("+1"));
        Assert.False(ModelVersion.TryParse(null, null, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => ModelVersion.FromNumber(-1));
    }
}
