using InferenceKit.Soak;
using InferenceKit.Soak.CommandLine;
using InferenceKit.Soak.Measuring;
using InferenceKit.Soak.Reporting;
using Spectre.Console;

// Redirected output has no width of its own, and 80 columns would break every cell.
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 180;

SoakArguments arguments;
try
{
    arguments = SoakArguments.Parse(args);
}
catch (UsageException e)
{
    AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
    AnsiConsole.WriteLine(SoakArguments.Usage);
    return 2;
}

NativeHeap.UseOneArena();
AnsiConsole.WriteLine($"{arguments.Duration.TotalMinutes:0.##} minutes, seed {arguments.Seed}");
var result = await SoakRun.RunAsync(arguments, AnsiConsole.WriteLine);
var folder = arguments.Folder ?? Directory.CreateTempSubdirectory("inferencekit-soak-report-").FullName;
SoakFiles.Write(result, folder);
SoakTable.Write(result, AnsiConsole.Console);
AnsiConsole.WriteLine($"soak.svg and soak.json are in {folder}");

// The last line says it all.
Console.WriteLine(result.Failures.Count == 0 ? "soak passed" : $"soak failed: {string.Join("; ", result.Failures)}");
return result.Failures.Count == 0 ? 0 : 1;
