using System.Text.RegularExpressions;
using CsCheck;

namespace InferenceKit.Tests;

public sealed class ModelNameTests
{
    // The rule as the design writes it; \z because $ would let a line feed pass.
    private static readonly Regex Rule = new(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant);

    [Fact]
    public void A_name_is_valid_exactly_when_the_documented_pattern_matches() =>
        Gen.OneOf(
            Gen.String[0, 6],
            Gen.String[Gen.Char["aZ09._-/\\ \n:~é٣"], 0, 6],
            Gen.String[Gen.Char["aZ09._-"], 120, 135]).Sample(name => ModelName.IsValid(name) == Rule.IsMatch(name));

    [Theory]
    [InlineData("fraud", true)]
    [InlineData("7", true)]
    [InlineData("a.b_c-d", true)]
    [InlineData("a..b", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData(".hidden", false)]
    [InlineData("_private", false)]
    [InlineData("-option", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a\n", false)]
    [InlineData("C:", false)]
    [InlineData("modèle", false)]
    [InlineData("٣", false)]
    public void Names_that_are_no_safe_path_segment_are_refused(string? name, bool isValid) =>
        Assert.Equal(isValid, ModelName.IsValid(name));

    [Fact]
    public void The_longest_name_has_128_characters()
    {
        Assert.True(ModelName.IsValid(new string('a', 128)));
        Assert.False(ModelName.IsValid(new string('a', 129)));
    }
}
