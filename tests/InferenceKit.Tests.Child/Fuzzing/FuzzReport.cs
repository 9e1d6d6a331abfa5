using System.Globalization;
using InferenceKit.Tests.Child.Fuzzing.Hosting;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>Runs scenarios and says what they found.</summary>
internal sealed class FuzzReport
{
    private const int ShownOfScenario = 3;

    private int _scenarios;
    private int _graphs;
    private long _answers;
    private long _failures;
    private long _cancelled;
    private long _inline;
    private int _differences;

    /// <summary>Says the seed, so that a process that dies has named it.</summary>
    public static void Begin(int seed) => Signals.Say(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));

    /// <summary>Runs a scenario's host, and the load that is given.</summary>
    public async Task RunAsync(FuzzScenario scenario, Func<ScenarioRun, FuzzScenario, Task> load)
    {
        Oracle oracle;
        try
        {
            oracle = new(scenario);
        }
        catch (OnnxRuntimeException e)
        {
            _graphs++;
            Signals.Say($"no model: {e.Message} {scenario.Describe()}");
            return;
        }
        using (oracle) await RunAsync(scenario, oracle, load);
        _scenarios++;
    }

    public void End() => Signals.Say(string.Create(CultureInfo.InvariantCulture,
        $"done {_scenarios} scenarios, {_answers} outcomes, {_failures} of them failures as expected, {_cancelled} cancelled, {_inline} with a token and no wait, {_graphs} graphs that are no models, {_differences} differences"));

    private async Task RunAsync(FuzzScenario scenario, Oracle oracle, Func<ScenarioRun, FuzzScenario, Task> load)
    {
        IReadOnlyCollection<string> problems;
        try
        {
            await using var host = await FuzzHost.StartAsync(scenario);
            var run = new ScenarioRun(scenario, oracle, host);
            await load(run, scenario);
            (_answers, _failures, _cancelled, _inline) = (_answers + run.Answers, _failures + run.Failures, _cancelled + run.Cancelled, _inline + run.Inline);
            problems = run.Problems;
        }
        catch (InferenceException e)
        {
            problems = [$"a version cannot be loaded, and ONNX Runtime loads it: {e.Failure}"];
        }
        foreach (var problem in problems.Take(ShownOfScenario)) Signals.Say($"failure {problem}");
        if (problems.Count > 0) Signals.Say($"about {scenario.Describe()}");
        _differences += problems.Count;
    }
}
