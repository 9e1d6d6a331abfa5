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
