using Spectre.Console;

namespace InferenceKit.Cli.Output;

/// <summary>
/// Lines and tables for people. Only a terminal gets colours and frames; what is redirected has columns that are as wide as
/// they have to be and no trailing spaces, so that it can be searched and compared.
/// </summary>
internal sealed class TextReport(TextWriter writer, bool isTerminal)
{
    private const string Gap = "  ";

    private readonly IAnsiConsole? _console = isTerminal ? AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(writer) }) : null;

    public void Line(string text = "") => writer.WriteLine(PlainText.OneLine(text));

    /// <summary>Names and values below each other; a value that is not there is left out.</summary>
    public void Fields(params (string Name, string? Value)[] fields)
    {
        var width = fields.Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => f.Name.Length).DefaultIfEmpty().Max();
        foreach (var (name, value) in fields)
            if (!string.IsNullOrEmpty(value)) Line(name.PadRight(width) + Gap + value);
    }

    public void Table(TextTable table)
    {
        if (_console is not null) WriteFramed(_console, table);
        else WritePlain(table);
    }

    private static void WriteFramed(IAnsiConsole console, TextTable table)
    {
        var framed = new Table { Border = TableBorder.Rounded };
        foreach (var heading in table.Headings) framed.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))));
        foreach (var row in table.Rows) framed.AddRow(row.Select(c => new Text(c)));
        console.Write(framed);
    }

    private void WritePlain(TextTable table)
    {
        var widths = table.Headings.Select((h, i) => table.Rows.Select(r => r[i].Length).Append(h.Length).Max()).ToArray();
        foreach (var row in table.Rows.Prepend([.. table.Headings.Select(h => h.ToUpperInvariant())]))
            writer.WriteLine(string.Join(Gap, row.Select((c, i) => c.PadRight(widths[i]))).TrimEnd());
    }
}
