using System.Diagnostics;
using System.Text.Json;

namespace InferenceKit.Cli.Tests.Hosting;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task A_process_ends_with_the_code_and_writes_to_the_two_streams()
    {
        using var folders = new TestFolders().With("fraud", "1");
        var good = await Run("list", folders.Repository, "--json");
        Assert.Equal((0, ""), (good.Code, good.Error));
        Assert.Equal(folders.Repository, JsonDocument.Parse(good.Output).RootElement.GetProperty("repository").GetString());
        var bad = await Run("list", folders.At("nothing"));
        Assert.Equal((4, ""), (bad.Code, bad.Output));
        Assert.StartsWith("error: ", bad.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Run("bogus")).Code);
    }

    [Fact]
    public async Task Redirected_output_has_no_colours_and_keeps_letters()
    {
        using var folders = new TestFolders().With("fraud", "1");
        var run = await Run("inspect", folders.Repository, "fraud", "1");
        Assert.Equal(0, run.Code);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Contains("é模", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_told()
    {
        var run = await Run("--version");
        Assert.Equal(0, run.Code);
        Assert.Matches(@"^\d+\.\d+\.\d+", run.Output);
    }

    private static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "InferenceKit.Cli.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
