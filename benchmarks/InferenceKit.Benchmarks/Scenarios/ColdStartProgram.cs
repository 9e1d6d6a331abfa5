using System.Diagnostics;
using System.Globalization;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>A program that makes one prediction and prints the timestamp at which it had it.</summary>
internal sealed class ColdStartProgram
{
    private readonly string _file;
    private readonly string[] _first;

    private ColdStartProgram(string file, params string[] first) => (_file, _first) = (file, first);

    /// <summary>The output of a Release build of the project.</summary>
    public static ColdStartProgram? FindBuilt(string project) =>
        Find("benchmarks", project, "bin", "Release", "net10.0", project + ".dll") is { } file ? new("dotnet", file) : null;

    /// <summary>What the publish command of docs/benchmarks.md leaves.</summary>
    public static ColdStartProgram? FindNative(string project) =>
        Find("artifacts", "cold-start", project, project + (OperatingSystem.IsWindows() ? ".exe" : "")) is { } file ? new(file) : null;

    public static string HowToGet(string how) => how == "JIT"
        ? "build the solution in Release first"
        : "publish both cold-start projects first, as docs/benchmarks.md says";

    /// <returns>Milliseconds from just before the process was started to its first prediction.</returns>
    public async Task<double> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(_file, [.. _first, .. arguments]) { RedirectStandardOutput = true };
        var began = Ticks.Now;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{_file} did not start.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(_file)} ended with {process.ExitCode}.");

        // The clock behind timestamps is the machine's: both processes read the same one.
        var predicted = long.Parse(output.AsSpan().Trim(), CultureInfo.InvariantCulture);
        return Ticks.ToSeconds(predicted - began) * 1000;
    }

    private static string? Find(params string[] parts) =>
        RepositoryRoot.Find() is { } root && Path.Combine([root, .. parts]) is var path && File.Exists(path) ? path : null;
}
