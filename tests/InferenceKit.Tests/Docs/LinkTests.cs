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

    [Fact]
    public void Pages_of_packages_link_to_no_file()
    {
        // They are read where the repository is not.
        var links =
            from page in MarkdownPage.OfPackages()
            from Match link in Link().Matches(File.ReadAllText(page))
            where !link.Groups[1].Value.StartsWith("https://", StringComparison.Ordinal)
            select $"{RepositoryRoot.Relative(page)}: {link.Groups[1].Value}";
        Assert.NotEmpty(MarkdownPage.OfPackages());
        Assert.Empty(links);
    }

    // Without an anchor, if there is one.
    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
