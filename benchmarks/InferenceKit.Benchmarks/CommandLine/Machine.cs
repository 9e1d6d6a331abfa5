using System.Globalization;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace InferenceKit.Benchmarks.CommandLine;

/// <summary>Says where the figures come from, and what would spoil them.</summary>
internal static class Machine
{
    private const string LoadAverages = "/proc/loadavg";

    /// <summary>More than this many cores kept busy by others widen the intervals.</summary>
    private const double Disturbing = 0.5;

    public static void Describe(IAnsiConsole console)
    {
        console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");
#if DEBUG
        console.MarkupLine("[yellow]This is a Debug build: its figures mean nothing. Run with -c Release.[/]");
#endif
        if (BusyCores() is > Disturbing and var busy)
            console.MarkupLineInterpolated($"[yellow]Programs kept {busy:0.0} cores busy in the last minute: intervals may be wide.[/]");
    }

    private static double? BusyCores() =>
        File.Exists(LoadAverages)
        && double.TryParse(File.ReadAllText(LoadAverages).Split(' ')[0], CultureInfo.InvariantCulture, out var load) ? load : null;
}
