using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Tests.CommandLine;

public sealed class FailureTests
{
    [Fact]
    public void Each_kind_of_failure_has_its_exit_code()
    {
        Assert.Equal(ExitCode.Unreadable, Failure.Of(new IOException("disk")).Code);
        Assert.Equal(ExitCode.Unreadable, Failure.Of(new UnauthorizedAccessException("denied")).Code);
        Assert.Equal(ExitCode.Unreadable, Failure.Of(new InvalidDataException("corrupt")).Code);
        Assert.Equal(ExitCode.Stopped, Failure.Of(new OperationCanceledException()).Code);
        Assert.Equal(ExitCode.Conflict, Failure.Of(new ToolException(ExitCode.Conflict, "late")).Code);
        Assert.Equal(ExitCode.Failed, Failure.Of(new NotSupportedException("what")).Code);
    }

    [Fact]
    public void The_numbers_stay_as_they_are_documented()
    {
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 130], Enum.GetValues<ExitCode>().Select(c => (int)c));
    }
}
