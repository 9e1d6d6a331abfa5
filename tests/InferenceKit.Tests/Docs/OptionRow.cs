namespace InferenceKit.Tests.Docs;

/// <summary>A row of a page's table of keys.</summary>
/// <param name="Key">The path of the key.</param>
/// <param name="Default">The default as it would be written, or null where the page describes it in words.</param>
internal sealed record OptionRow(string Key, string? Default)
{
    /// <summary>The rows whose first cell is a key in code.</summary>
    public static IReadOnlyList<OptionRow> In(string page) =>
    [
        .. from line in File.ReadLines(page)
           where line.StartsWith("| `", StringComparison.Ordinal)
           let cells = line.Split('|', 4)
           select new OptionRow(cells[1].Trim().Trim('`'), InCode(cells[2].Trim())),
    ];

    private static string? InCode(string cell) => cell.StartsWith('`') && cell.EndsWith('`') ? cell.Trim('`') : null;
}
