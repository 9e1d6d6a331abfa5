namespace InferenceKit.Cli.Output;

/// <summary>Rows of texts below headings.</summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    public IReadOnlyList<string> Headings => headings;

    public IReadOnlyList<string[]> Rows => _rows;

    /// <param name="cells">One for each heading; null for what is not known.</param>
    public void Add(params string?[] cells) => _rows.Add([.. cells.Select(c => PlainText.OneLine(c is null or "" ? "-" : c))]);
}
