using InferenceKit.Tests.Sources;

namespace InferenceKit.Tests.Docs;

/// <summary>Finds the pages of the repository and the fenced blocks in them.</summary>
internal static class MarkdownPage
{
    private const string Fence = "```";

    public static string Readme { get; } = RepositoryRoot.At("README.md");

    /// <summary>The README and everything under <c>docs</c>; those that exist.</summary>
    public static IEnumerable<string> All()
    {
        if (File.Exists(Readme)) yield return Readme;
        var docs = RepositoryRoot.At("docs");
        if (!Directory.Exists(docs)) yield break;
        foreach (var page in Directory.EnumerateFiles(docs, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)) yield return page;
    }

    /// <summary>The pages that packages show where they are listed.</summary>
    public static IEnumerable<string> OfPackages() =>
        Directory.EnumerateDirectories(RepositoryRoot.At("src")).Select(project => Path.Combine(project, "README.md")).Where(File.Exists).Order(StringComparer.Ordinal);

    public static IReadOnlyList<CodeBlock> Blocks(string page)
    {
        var blocks = new List<CodeBlock>();
        var lines = File.ReadAllLines(page);
        for (var i = 0; i < lines.Length; i++)
        {
            var opening = lines[i].Trim();
            if (!opening.StartsWith(Fence, StringComparison.Ordinal)) continue;
            var first = i + 1;
            while (++i < lines.Length && lines[i].Trim() != Fence) { }
            var words = opening[Fence.Length..].Split(' ', 2, StringSplitOptions.TrimEntries);
            blocks.Add(new(
                RepositoryRoot.Relative(page), first + 1, words[0].ToLowerInvariant(), words.ElementAtOrDefault(1) ?? "",
                string.Join('\n', lines[first..Math.Min(i, lines.Length)])));
        }
        return blocks;
    }
}
