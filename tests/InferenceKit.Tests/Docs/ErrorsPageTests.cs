using InferenceKit.Tests.Sources;

namespace InferenceKit.Tests.Docs;

public sealed class ErrorsPageTests
{
    [Fact]
    public void The_table_has_every_error_and_says_which_are_transient()
    {
        var stated = TableRow.In(RepositoryRoot.At("docs/errors.md"))
            .Where(row => row.Cells.Count == 3 && !row.Name.Contains("Exception", StringComparison.Ordinal))
            .ToDictionary(row => row.Name, row => row.Cells[1] == "yes");
        var actual = Enum.GetValues<InferenceError>().ToDictionary(error => error.ToString(), error => new InferenceFailure(error, "").IsTransient);
        Assert.Equal(actual, stated);
    }
}
