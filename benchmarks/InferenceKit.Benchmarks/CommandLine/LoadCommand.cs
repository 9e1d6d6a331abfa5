using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;
using Spectre.Console;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>Sends requests to models in the library and says what became of them.</summary>
internal static class LoadCommand
{
    public static async Task<int> RunAsync(string[] arguments, IAnsiConsole console)
    {
        var asked = LoadArguments.Parse(arguments);
        using var shelf = new ModelShelf();
        var models = asked.Models.Select(m => NamedModels.Find(shelf, m, asked.Sizes)).ToArray();

        // The same model may be asked for twice: they are then two models that compete.
        var hosted = models.Select((m, i) => new HostedTraffic($"{i + 1}-{m.Name}", m, m.DrawRows()) { Mode = asked.Mode, Timeout = asked.Timeout }).ToArray();
        Machine.Describe(console);
        await using var host = await Kits.Default.StartTrafficAsync(hosted);
        var served = hosted.Select(h => (h.Model.Name, host.Serve(h.Name))).ToArray();
        var lines = asked.Rate is { } rate ? await LoadRun.OpenAsync(served, asked.Arrivals, rate, asked.Time) : await LoadRun.ClosedAsync(served, asked.Callers, asked.Time);

        LoadTable.Write(console, lines);
        if (asked.CsvPath is not null)
            await File.WriteAllTextAsync(asked.CsvPath, LoadFile.FormatCsv(lines));
        if (asked.JsonPath is not null)
            await File.WriteAllTextAsync(asked.JsonPath, LoadFile.FormatJson(lines));
        return lines.Any(l => l.Wrong > 0) ? 1 : 0;
    }
}
