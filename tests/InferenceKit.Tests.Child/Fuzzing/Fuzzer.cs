using System.Diagnostics;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>
/// Runs random scenarios until time is over. Says "seed NUMBER" before each, so that a process that dies names it; "failure TEXT" for each difference,
/// and "about TEXT" for what its scenario was; at its end "done SCENARIOS scenarios, ANSWERS answers, FAILURES failures as expected, GRAPHS graphs that are no models".
/// </summary>
internal static class Fuzzer
{
    /// <param name="first">The first seed; each scenario has the next one.</param>
    /// <param name="seconds">How long; 0 for one scenario.</param>
    public static async Task RunAsync(int first, double seconds)
    {
        Watch.Start();
        await Signals.BeginAsync();
        var report = new FuzzReport();
        var began = Stopwatch.GetTimestamp();
        do
        {
            var seed = first++;
            FuzzReport.Begin(seed);
            await report.RunAsync(ScenarioGenerator.Make(seed), (run, scenario) => run.RunAsync(scenario.Plan, new FuzzRandom(seed ^ 0x5bd1e995)));
        }
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds);
        report.End();
    }
}
