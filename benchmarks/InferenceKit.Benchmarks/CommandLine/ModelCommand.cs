using InferenceKit.Benchmarks.Scenarios;
using InferenceKit.Benchmarks.Subjects;
using Spectre.Console;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>Measures the library on a user's own model.</summary>
internal static class ModelCommand
{
    public static async Task<int> RunAsync(string[] arguments, IAnsiConsole console)
    {
        var asked = ModelArguments.Parse(arguments);
        if (!File.Exists(asked.Path))
            throw new UsageException($"There is no file '{asked.Path}'.");

        Machine.Describe(console);
        var scenario = new UserModelScenario(asked.Path, asked.Sizes);
        var lines = await scenario.RunAsync(Kits.Default, new(asked.IsQuick));
        return await ReportCommand.FinishAsync(console, lines, asked.JsonPath);
    }
}
