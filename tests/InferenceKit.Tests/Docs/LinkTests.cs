using System.Text.RegularExpressions;
using InferenceKit.Tests.Sources;

namespace InferenceKit.Tests.Docs;

public sealed partial class LinkTests
{
    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        var broken =
            from page in MarkdownPage.All().Append(RepositoryRoot.At("CONTRIBUTING.md"))
            from Match link in Link().Matches(File.ReadAllText(page))
            let target = link.Groups[1].Value
            where !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target))
            select $"{RepositoryRoot.Relative(page)}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void The_README_names_every_page()
    {
        var readme = File.ReadAllText(MarkdownPage.Readme);
        var missing = MarkdownPage.All().Where(page => page != MarkdownPage.Readme).Select(RepositoryRoot.Relative)
            .Where(page => !readme.Contains($"({page})", StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    // Without an anchor, if there is one.
    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
