using System.Diagnostics;
using System.Globalization;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios.Progress;

/// <summary>This program once more, for one scenario.</summary>
internal static class OwnProcess
{
    private const string Variable = "INFERENCEKIT_BENCHMARKS_SCENARIO";
    private const string Pinning = "/usr/bin/taskset";

    /// <summary>Over the budget of a scenario: for the start of the process, of hosts and for calls that have to expire.</summary>
    private static readonly TimeSpan Allowance = TimeSpan.FromMinutes(1);

    /// <summary>Whether this process was started for the scenario.</summary>
    public static bool Runs(string scenario) => Environment.GetEnvironmentVariable(Variable) == scenario;

    /// <summary>Runs a scenario in a process of its own, and takes over its lines.</summary>
    /// <exception cref="TimeoutException">It did not end in time, and was ended.</exception>
    public static async Task<IReadOnlyList<ReportLine>> ReportAsync(string scenario, int? processors, ScenarioContext context)
    {
        var file = Path.Combine(Path.GetTempPath(), $"inferencekit-{Guid.NewGuid():n}.json");
        string[] arguments =
        [
            .. processors is { } count && File.Exists(Pinning) ? [Pinning, "--cpu-list", string.Create(CultureInfo.InvariantCulture, $"0-{count - 1}")] : Array.Empty<string>(),
            .. Self(), "report", "--only", scenario, "--json", file,
            .. context.Effort.IsQuick ? ["--quick"] : Array.Empty<string>(),
            .. context.Kit is RawKit ? ["--self-check"] : Array.Empty<string>(),
        ];
        // Its own table is no part of this report.
        var start = new ProcessStartInfo(arguments[0], arguments[1..]) { RedirectStandardOutput = true };
        start.Environment[Variable] = scenario;
        if (processors is { } limit)
            start.Environment["DOTNET_PROCESSOR_COUNT"] = limit.ToString("x", CultureInfo.InvariantCulture);
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException("This program could not be started once more.");
            await WaitAsync(process, context.Effort.Budget * 2 + Allowance);
            return File.Exists(file) ? await ReportFile.ReadAsync(file) : throw new InvalidOperationException($"The process of '{scenario}' ended with {process.ExitCode} and no report.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task WaitAsync(Process process, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        try
        {
            await process.StandardOutput.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"It did not end within {limit.TotalSeconds:0} s."));
        }
    }

    private static string[] Self()
    {
        var program = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, typeof(OwnProcess).Assembly.Location] : [program];
    }
}
