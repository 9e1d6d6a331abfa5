using System.Text.Json;
using InferenceKit.Cli.CommandLine;

namespace InferenceKit.Cli.Tests;

/// <summary>One run of the tool: what it ended with, and what it wrote.</summary>
internal sealed record ToolRun(ExitCode Code, string Output, string Error)
{
    public static async Task<ToolRun> Of(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await Tool.RunAsync(arguments, output, error, isTerminal: false, TestContext.Current.CancellationToken);
        return new((ExitCode)code, output.ToString(), error.ToString());
    }

    /// <summary>A run that has to succeed, as JSON.</summary>
    public static async Task<JsonElement> JsonOf(params string[] arguments)
    {
        var run = await Of([.. arguments, "--json"]);
        Assert.Equal("", run.Error);
        Assert.Equal(ExitCode.Done, run.Code);
        return run.Json;
    }

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public ToolRun Ends(ExitCode code)
    {
        Assert.True(Code == code, $"It ended with {Code}, not {code}: {Error}{Output}");
        return this;
    }

    /// <summary>It failed, and said so on one line and not on the other stream.</summary>
    public string Refuses(ExitCode code)
    {
        Ends(code);
        Assert.Equal("", Output);
        Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
        Assert.Equal(Error.Length - 1, Error.IndexOf('\n', StringComparison.Ordinal));
        return Error;
    }
}
