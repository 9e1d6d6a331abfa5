using System.Globalization;
using InferenceKit.Tests.Children;
using InferenceKit.Tests.Sources;

namespace InferenceKit.Tests.Fuzzing;

/// <summary>A run of the fuzzer in a process of its own, so that a crash is a failed test that names its seed.</summary>
internal sealed class FuzzRun
{
    private const int DefaultSeconds = 10, HowManyShown = 20;

    private readonly List<string> _problems = [];
    private readonly string _command;
    private string _seed = "none";

    private FuzzRun(string mode, int? processors) =>
        _command = $"{(processors is null ? "" : $"DOTNET_PROCESSOR_COUNT={processors} ")}dotnet {RepositoryRoot.Relative(ChildProcess.Optimized)} {mode}";

    /// <summary>How long to fuzz: INFERENCEKIT_FUZZ_SECONDS.</summary>
    public static double Seconds =>
        double.TryParse(Environment.GetEnvironmentVariable("INFERENCEKIT_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : DefaultSeconds;

    /// <summary>The first seed: INFERENCEKIT_FUZZ_SEED, or one that is the same every time.</summary>
    public static int Seed => int.TryParse(Environment.GetEnvironmentVariable("INFERENCEKIT_FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    /// <summary>Fuzzes, and gives the last line of the process: what it did.</summary>
    /// <param name="mode">A command of the child.</param>
    /// <param name="seed">The first seed.</param>
    /// <param name="amount">Seconds, or how many.</param>
    /// <param name="processors">How many processors the process is to believe in; null for all.</param>
    public static async Task<string> RunAsync(string mode, int seed, double amount, int? processors = null)
    {
        var run = new FuzzRun(mode, processors);
        using var child = await ChildProcess.StartOptimizedAsync(
            processors, mode, seed.ToString(CultureInfo.InvariantCulture), amount.ToString(CultureInfo.InvariantCulture));
        child.Go();
        string? last = null;
        // Scenarios of a seed take seconds, or the watch in the process ends it.
        while (await child.ReadLineAsync(TimeSpan.FromMinutes(2)) is { } line)
        {
            run.Read(line);
            last = line;
        }
        if (last?.StartsWith("done ", StringComparison.Ordinal) != true)
            run.Add($"the process ended in the middle of it, with code {await child.ExitCodeAsync()}; its last line: {last}");
        Assert.True(run._problems.Count == 0, run.Describe());
        return last!;
    }

    private void Read(string line)
    {
        if (line.StartsWith("seed ", StringComparison.Ordinal)) _seed = line[5..];
        else if (line.StartsWith("failure ", StringComparison.Ordinal)) Add(line[8..]);
        else if (line.StartsWith("about ", StringComparison.Ordinal) && _problems.Count < HowManyShown) _problems.Add($"    {line}");
    }

    private void Add(string problem)
    {
        if (_problems.Count < HowManyShown) _problems.Add($"seed {_seed}: {problem}{Environment.NewLine}    to replay: echo | {_command} {_seed} 0");
    }

    private string Describe() => string.Join(Environment.NewLine, _problems);
}
