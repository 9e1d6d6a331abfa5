using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Tests.ControlPlane.Versioning;

public sealed class VersionResolverTests
{
    [Theory]
    [InlineData("1 2 10", "latest", "selected", null, "10", "")]
    [InlineData("0001 0003 0002", "3", "selected", null, "0003", "")]
    [InlineData("1700000000000 1690000000000", "latest", "selected", null, "1700000000000", "")]
    [InlineData("beta 1", "latest", "selected", null, "1", "")]
    [InlineData("alpha beta", "latest", "selected", null, "beta", "")]
    [InlineData("1 2 3", "7|2", "selected", null, "2", "")]
    [InlineData("1 2 3", "@stable|latest", "selected", null, "2", "")]
    [InlineData("1 3", "@stable|latest", "selected", null, "3", "")]
    [InlineData("1 3", "@unknown|1", "selected", null, "1", "")]
    [InlineData("1 2 3 4", "latest", "latest-2", null, "4", "3")]
    [InlineData("1 2 3 4", "2", "latest-2", null, "2", "4 3")]
    [InlineData("1 2 3", "latest", "all", null, "3", "2 1")]
    [InlineData("1 2 3", "latest", "selected", "1", "1", "")]
    [InlineData("1 2 3", "latest", "selected", "02", "2", "")]
    [InlineData("1 2 3", "latest", "latest-1", "1", "1", "3")]
    public void Chooses_the_first_alternative_that_is_there(
        string available, string selector, string keep, string? pinned, string primary, string others)
    {
        var desired = Resolve(available, selector, keep, pinned);
        Assert.Equal(primary, desired.Primary!.Value.ToString());
        Assert.Equal(others, string.Join(' ', desired.Others));
        Assert.Null(desired.Problem);
    }

    [Theory]
    [InlineData("", "latest", null, "the repository has no version of it")]
    [InlineData("1 2", "7", null, "no version suits selector '7'; there are: 2, 1")]
    [InlineData("1 3", "@stable", null, "no version suits selector '@stable' (alias 'stable' is version 2, which is not there); there are: 3, 1")]
    [InlineData("1 2", "latest", "9", "version 9, asked for by hand, is not in the repository; there are: 2, 1")]
    public void Says_why_nothing_suits(string available, string selector, string? pinned, string problem)
    {
        var desired = Resolve(available, selector, "all", pinned);
        Assert.Null(desired.Primary);
        Assert.Empty(desired.Others);
        Assert.Equal(problem, desired.Problem);
    }

    [Theory]
    [InlineData("sha256:A", "2", false)]
    [InlineData("sha256:B", "3", false)]
    [InlineData("sha256:F|latest", "4", true)]
    [InlineData("2|sha256:F", "2", false)]
    [InlineData("sha256:A|latest", "2", false)]
    public void A_digest_picks_the_highest_version_of_that_content(string selector, string primary, bool seeks)
    {
        Assert.True(VersionSelector.TryParse(Whole(selector), out var parsed, out _));
        // Nothing is known of 4.
        var digests = new Dictionary<ModelVersion, string> { [V(1)] = Whole("sha256:a"), [V(2)] = Whole("sha256:a"), [V(3)] = Whole("sha256:b") };
        var desired = VersionResolver.Resolve([V(3), V(1), V(4), V(2)], parsed, KeepPolicy.Selected, NoAliases, null, digests);
        Assert.Equal((primary, seeks), (desired.Primary.ToString(), desired.SeeksDigest));
        Assert.Equal(selector[..6] == "sha256" && !seeks ? digests[desired.Primary!.Value] : null, desired.Digest);
    }

    [Fact]
    public void Says_which_digests_there_are_and_whether_more_are_worth_knowing()
    {
        Assert.True(VersionSelector.TryParse(Whole("sha256:F"), out var selector, out _));
        Assert.True(VersionResolver.Resolve([V(1)], selector, KeepPolicy.Selected, NoAliases, null).SeeksDigest);
        var digests = new Dictionary<ModelVersion, string> { [V(1)] = Whole("sha256:a") };
        Assert.Equal(
            $"no version has digest {Whole("sha256:f")}; there are: 2, 1 (sha256:aaaaaaaaaaaa…)",
            VersionResolver.Resolve([V(1), V(2)], selector, KeepPolicy.Selected, NoAliases, null, digests).Problem);
        Assert.False(VersionResolver.Resolve([V(1)], selector, KeepPolicy.Selected, NoAliases, null, digests).SeeksDigest);
    }

    [Theory]
    [InlineData("sha256:12")]
    [InlineData("sha256:")]
    [InlineData("SHA256:G")]
    [InlineData("latest|sha256:x")]
    public void What_is_no_whole_digest_is_no_selector(string selector)
    {
        Assert.False(VersionSelector.TryParse(Whole(selector, onlyLetter: 'G'), out _, out var problem));
        Assert.Contains("is no digest: it must be 'sha256:' and 64 hexadecimal digits", problem, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, ModelVersion> NoAliases = [];

    private static ModelVersion V(int number) => ModelVersion.FromNumber(number);

    /// <summary>Makes whole digests of <c>sha256:a</c>.</summary>
    private static string Whole(string selector, char? onlyLetter = null) => string.Join('|', selector.Split('|').Select(part =>
        part.Length == 8 && part.StartsWith("sha256:", StringComparison.OrdinalIgnoreCase) && (onlyLetter is null || part[7] == onlyLetter)
            ? part[..7] + new string(part[7], 64) : part));

    private static DesiredVersions Resolve(string available, string selector, string keep, string? pinned)
    {
        Assert.True(VersionSelector.TryParse(selector, out var parsed, out _));
        Assert.True(KeepPolicy.TryParse(keep, out var policy));
        var aliases = new Dictionary<string, ModelVersion> { ["stable"] = ModelVersion.FromNumber(2) };
        return VersionResolver.Resolve(
            [.. available.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => ModelVersion.Parse(v))],
            parsed, policy, aliases, pinned is null ? null : ModelVersion.Parse(pinned));
    }
}
