namespace InferenceKit.Tests.Docs;

/// <summary>A row of a page's table whose first cell is a name in code.</summary>
/// <param name="Name">The name, without its marks.</param>
/// <param name="Cells">The other cells.</param>
internal sealed record TableRow(string Name, IReadOnlyList<string> Cells)
{
    public static IReadOnlyList<TableRow> In(string page) =>
    [
        .. from line in File.ReadLines(page)
           where line.StartsWith("| `", StringComparison.Ordinal)
           // A bar in a cell is written with a backslash.
           let cells = line.Replace(@"\|", "\0", StringComparison.Ordinal).Trim('|').Split('|').Select(cell => cell.Replace('\0', '|').Trim()).ToArray()
           select new TableRow(cells[0].Trim('`'), cells[1..]),
    ];
}
