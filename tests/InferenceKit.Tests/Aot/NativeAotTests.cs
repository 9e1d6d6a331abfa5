using System.Diagnostics;
using InferenceKit.Testing;
using InferenceKit.Tests.ControlPlane;
using InferenceKit.Tests.Sources;

namespace InferenceKit.Tests.Aot;

/// <summary>Compiles a whole program ahead of time. It takes half a minute, so there is one program for everything.</summary>
public sealed class NativeAotTests : IDisposable
{
    // Against a compiler that hangs; a busy machine takes many times the half minute.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_published_program_predicts_and_the_compiler_warns_of_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Looked for on Linux and macOS: finding Visual Studio's linker is the compiler's business.");
        var linker = Array.Find(["clang", "gcc"], IsInstalled);
        Assert.SkipWhen(linker is null, "Native AOT needs clang or gcc, and there is neither.");

        var (code, output) = await RunAsync(
            "dotnet", "publish", RepositoryRoot.At("benchmarks/ColdStart.Kit"), "--configuration", "Release", "--nologo",
            // Nothing is written beside the sources, where another build may be at work.
            "--artifacts-path", _folder["artifacts"], "--output", _folder["published"],
            "-p:PublishAot=true", "-p:TrimmerSingleWarn=false", "-p:StripSymbols=false", $"-p:CppCompilerAndLinker={linker}");
        Assert.SkipWhen(IsCompilerMissing(output), "The package of the native compiler is not at hand, and could not be downloaded.");
        Assert.DoesNotContain("warning IL", output, StringComparison.Ordinal);
        Assert.True(code == 0, output);

        var model = _folder["model.onnx"];
        await File.WriteAllBytesAsync(model, OnnxModels.Mlp(), TestContext.Current.CancellationToken);
        (code, output) = await RunAsync(_folder["published/ColdStart.Kit"], model, "unused", "16");
        Assert.True(code == 0, output);
        Assert.True(long.TryParse(output.AsSpan().Trim(), out _), output);
    }

    public void Dispose() => _folder.Dispose();

    private static bool IsCompilerMissing(string output) =>
        (output.Contains("ilcompiler", StringComparison.OrdinalIgnoreCase) || output.Contains("Microsoft.NETCore.App.Runtime", StringComparison.OrdinalIgnoreCase))
        && (output.Contains("NU1100", StringComparison.Ordinal) || output.Contains("NU1101", StringComparison.Ordinal)
            || output.Contains("NU1102", StringComparison.Ordinal) || output.Contains("NU1301", StringComparison.Ordinal));

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A server that outlives the build would keep the pipes, and this test, open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var (text, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await text + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
