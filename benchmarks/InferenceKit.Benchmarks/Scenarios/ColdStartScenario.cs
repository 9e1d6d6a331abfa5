using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>From the start of a process to its first prediction, with the compiler at run time and ahead of time.</summary>
internal sealed class ColdStartScenario : IScenario
{
    private const string Raw = "ColdStart.Raw";
    private const string Kit = "ColdStart.Kit";

    public string Name => "cold-start";

    public string Summary => "process start to first prediction against a bare ONNX Runtime console program";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var model = context.Models.Build(ModelRole.Mlp, seed: 1);
        using var raw = new RawSession(model);
        string[] arguments = [model.Path, raw.InputName, $"{raw.RowLength}"];
        var lines = new List<ReportLine>();
        await AddAsync("JIT", ColdStartProgram.FindBuilt, Target.AddedAtMost(80, "ms"));
        await AddAsync("native AOT", ColdStartProgram.FindNative, Target.RatioAtMost(1.5));
        return lines;

        async Task AddAsync(string how, Func<string, ColdStartProgram?> find, Target target)
        {
            if (find(Raw) is not { } baseline || find(Kit) is not { } subject)
            {
                lines.Add(ReportLine.Skipped(Name, $"{how}: {ColdStartProgram.HowToGet(how)}"));
                return;
            }

            // Once each before anything counts: the files must be in the system's cache for both.
            await baseline.RunAsync(arguments);
            await subject.RunAsync(arguments);
            var pairs = context.Effort.IsQuick ? Judge.FewestPairs : 2 * Judge.FewestPairs;
            var measured = await Interleaved.MeasureAsync(() => subject.RunAsync(arguments), () => baseline.RunAsync(arguments), pairs);
            lines.Add(ReportLine.Of(Name, $"process start to first prediction, {how}", "ms", measured, target));
        }
    }
}
