using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;

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
        var began = Stopwatch.GetTimestamp();
        var (scenarios, graphs, answers, failures, seed, found) = (0, 0, 0L, 0L, first, 0);
        do
        {
            Signals.Say(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
            var scenario = ScenarioGenerator.Make(seed++);
            Oracle oracle;
            try
            {
                oracle = new(scenario);
            }
            catch (OnnxRuntimeException e)
            {
                graphs++;
                if (seconds == 0) Signals.Say($"no model {e.Message} {scenario.Describe()}");
                continue;
            }
            using (oracle)
            {
                var problems = new List<string>();
                try
                {
                    await using var host = await FuzzHost.StartAsync(scenario);
                    var run = new ScenarioRun(scenario, oracle, host);
                    await run.RunAsync();
                    (answers, failures) = (answers + run.Answers, failures + run.Failures);
                    problems.AddRange(run.Problems);
                }
                catch (InferenceException e)
                {
                    problems.Add($"a version cannot be loaded, and ONNX Runtime loads it: {e.Failure}");
                }
                foreach (var problem in problems.Take(3)) Signals.Say($"failure {problem}");
                if (problems.Count > 0) Signals.Say($"about {scenario.Describe()}");
                found += problems.Count;
            }
            scenarios++;
        }
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds);
        Signals.Say(string.Create(CultureInfo.InvariantCulture, $"done {scenarios} scenarios, {answers} answers, {failures} failures as expected, {graphs} graphs that are no models, {found} differences"));
    }
}
