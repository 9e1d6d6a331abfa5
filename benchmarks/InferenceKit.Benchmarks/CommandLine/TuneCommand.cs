using InferenceKit.Benchmarks.Inspecting;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;
using InferenceKit.Benchmarks.Tuning;
using Spectre.Console;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>Finds settings for a model on this machine.</summary>
internal static class TuneCommand
{
    private static readonly TimeSpan Check = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string[] arguments, IAnsiConsole console)
    {
        var asked = TuneArguments.Parse(arguments);
        using var shelf = new ModelShelf();
        var model = NamedModels.Find(shelf, asked.Model, asked.Sizes);
        Machine.Describe(console);
        var points = await new TuneSweep(model, asked.Time).RunAsync(Environment.ProcessorCount, point => console.WriteLine(
            $"{point.Setting.BatchSize,4} rows, {point.Setting.Series}: {Figure.Of(point.RowsPerSecond)} rows/s, p99 {Figure.Of(point.P99Milliseconds)} ms"));

        var choice = TuneChoice.Of(points, asked.P99, asked.Rate);
        var chart = new TuneChart(model.Name, points, choice.Point);
        Write(console, chart);
        await File.WriteAllTextAsync(asked.SvgPath, SvgChart.Draw(chart));
        console.WriteLine($"The chart as a picture: {asked.SvgPath}");
        if (!choice.IsMet)
            console.MarkupLine("[yellow]Nothing here serves what was asked for; this comes nearest:[/]");
        var setting = choice.Point.Setting;
        console.WriteLine($"{setting.BatchSize} rows, {setting.Series}: {Figure.Of(choice.Point.RowsPerSecond)} rows/s, p99 {Figure.Of(choice.Point.P99Milliseconds)} ms");
        LoadTable.Write(console, await CheckAsync(model, setting, asked.Rate));
        console.WriteLine();

        // Past the console's wrapping, so that it can be pasted.
        await Console.Out.WriteLineAsync(SettingsSection.Format(ModelReader.NameOf(model.Path), setting));
        return choice.IsMet ? 0 : 1;
    }

    /// <summary>The library with these settings: what the sweep ran by hand is to be there for callers.</summary>
    private static async Task<IReadOnlyList<LoadLine>> CheckAsync(TrafficModel model, TuneSetting setting, double? rate)
    {
        var hosted = new HostedTraffic("tuned", model, model.DrawRows())
        {
            Mode = setting.BatchSize == 1 ? BatchingMode.Off : BatchingMode.Auto,
            MaxBatchSize = setting.BatchSize == 1 ? null : setting.BatchSize,
            Threads = setting.Threads,
            MaxConcurrency = setting.Concurrency,
            UseArena = setting.UseArena,
        };
        await using var host = await Kits.Default.StartTrafficAsync([hosted]);
        (string, Load.IServedModel)[] served = [(model.Name, host.Serve(hosted.Name))];
        return rate is { } perSecond
            ? await LoadRun.OpenAsync(served, ArrivalPattern.Poisson, perSecond, Check)
            : await LoadRun.ClosedAsync(served, 2 * setting.BatchSize * setting.Concurrency, Check);
    }

    private static void Write(IAnsiConsole console, TuneChart chart)
    {
        foreach (var line in TextChart.Draw(chart))
            console.WriteLine(line);
        for (var i = 0; i < chart.Series.Count; i++)
            console.WriteLine($"  {TextChart.MarkOf(i)}  {chart.Series[i].Name}");
        console.WriteLine($"  {TextChart.ChosenMark}  the one below");
    }
}
