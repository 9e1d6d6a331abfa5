using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.Tests.Output;

public sealed class PlainTextTests
{
    [Fact]
    public void A_text_from_a_model_neither_moves_the_cursor_nor_breaks_the_line() =>
        Assert.Equal("?[2Jred two", PlainText.OneLine("\u001b[2Jred\r\ntwo"));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(3L << 30, "3 GiB")]
    public void Sizes_are_for_people(long bytes, string text) => Assert.Equal(text, PlainText.Bytes(bytes));

    [Fact]
    public void A_redirected_table_has_plain_columns_without_trailing_spaces()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var table = new TextTable("model", "version");
        table.Add("fraud", "1");
        table.Add("a much longer name", null);
        new TextReport(writer, isTerminal: false).Table(table);
        Assert.Equal("MODEL               VERSION\nfraud               1\na much longer name  -\n", writer.ToString());
    }

    [Fact]
    public void A_terminal_gets_a_frame()
    {
        using var writer = new StringWriter();
        var table = new TextTable("model");
        table.Add("[red]fraud[/]");
        new TextReport(writer, isTerminal: true).Table(table);
        Assert.Contains("[red]fraud[/]", writer.ToString(), StringComparison.Ordinal);
        Assert.Contains('─', writer.ToString());
    }
}
