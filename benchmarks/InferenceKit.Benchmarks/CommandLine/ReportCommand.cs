using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Scenarios;
using InferenceKit.Benchmarks.Subjects;
using Spectre.Console;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>Runs scenarios one after the other and reports.</summary>
internal static class ReportCommand
{
    public static async Task<int> RunAsync(string[] arguments, IAnsiConsole console)
    {
        var asked = ReportArguments.Parse(arguments, ScenarioCatalog.All.Select(s => s.Name).ToArray());
        var scenarios = ScenarioCatalog.All.Where(s => asked.Only.Count == 0 || asked.Only.Contains(s.Name)).ToArray();
        using var models = new ModelShelf();
        var context = new ScenarioContext(asked.IsSelfCheck ? new RawKit() : Kits.Default, models, new(asked.IsQuick));

        Machine.Describe(console);
        var lines = new List<ReportLine>();
        // All of them once, then all again: runs of one scenario lie as far apart as they can.
        for (var run = 1; run <= asked.Runs; run++)
        {
            foreach (var scenario in scenarios)
            {
                console.MarkupLineInterpolated($"[grey]{scenario.Name}: {scenario.Summary}{(asked.Runs > 1 ? $" (run {run} of {asked.Runs})" : "")}[/]");
                var measured = await RunAsync(scenario, context);
                lines.AddRange(asked.Runs > 1 ? measured.Select(l => l with { Run = run }) : measured);
            }
        }

        return await FinishAsync(console, lines, asked.JsonPath);
    }

    public static async Task<int> FinishAsync(IAnsiConsole console, IReadOnlyList<ReportLine> lines, string? jsonPath)
    {
        ReportTable.Write(console, lines);
        if (jsonPath is not null)
            await ReportFile.WriteAsync(jsonPath, lines);
        return lines.Any(l => l.Verdict == VerdictText.Of(Verdict.Miss) || l.Verdict == VerdictText.Of(Verdict.Error)) ? 1 : 0;
    }

    private static async Task<IReadOnlyList<ReportLine>> RunAsync(IScenario scenario, ScenarioContext context)
    {
        try
        {
            return await scenario.RunAsync(context);
        }
        catch (NotSupportedException e)
        {
            return [ReportLine.Skipped(scenario.Name, e.Message)];
        }
        catch (Exception e)
        {
            // The other scenarios' figures are worth having all the same.
            await Console.Error.WriteLineAsync(e.ToString());
            return [ReportLine.Failed(scenario.Name, $"{e.GetType().Name}: {e.Message}")];
        }
    }
}
