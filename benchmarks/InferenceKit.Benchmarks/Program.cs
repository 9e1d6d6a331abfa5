using BenchmarkDotNet.Running;
using InferenceKit.Benchmarks.CommandLine;
using Microsoft.ML.OnnxRuntime;
using Spectre.Console;

// Redirected output has no width of its own, and 80 columns would break every cell.
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 180;

// Runs that fail or are stopped are part of what is measured: a line of the runtime's log for each would be as well.
OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
OrtEnv.Instance().DisableTelemetryEvents();

try
{
    switch (args)
    {
        case [] or ["help" or "--help" or "-h"]:
            AnsiConsole.WriteLine(Usage.Text);
            return 0;
        case ["report", .. var rest]:
            return await ReportCommand.RunAsync(rest, AnsiConsole.Console);
        case ["model", .. var rest]:
            return await ModelCommand.RunAsync(rest, AnsiConsole.Console);
        case ["load", .. var rest]:
            return await LoadCommand.RunAsync(rest, AnsiConsole.Console);
        case ["tune", .. var rest]:
            return await TuneCommand.RunAsync(rest, AnsiConsole.Console);
        case ["inspect", .. var rest]:
            return InspectCommand.Run(rest, AnsiConsole.Console);
        default:
            BenchmarkSwitcher.FromAssembly(typeof(Usage).Assembly).Run(args);
            return 0;
    }
}
catch (UsageException e)
{
    AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
    AnsiConsole.WriteLine();
    AnsiConsole.WriteLine(Usage.Text);
    return 2;
}
