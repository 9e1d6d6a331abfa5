using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>One caller, with no other request to share a run with.</summary>
/// <param name="model">As <see cref="TrafficModels"/> names it.</param>
internal sealed class IdleScenario(string model) : IScenario
{
    private const string Auto = "auto";
    private const string Off = "off";

    public string Name => $"idle-{model}";

    public string Summary => "one caller, Auto against Off: time added per call";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var found = TrafficModels.Find(context.Models, model);
        var rows = found.DrawRows();
        await using var host = await context.Kit.StartTrafficAsync(
        [
            new(Auto, found, rows) { Mode = BatchingMode.Auto },
            new(Off, found, rows) { Mode = BatchingMode.Off },
        ]);
        var pairs = LoopComparison.MeasureMicroseconds(host.PredictOne(Auto), host.PredictOne(Off), context.Effort.Share(1, TimeSpan.FromMilliseconds(8)));
        return [ReportLine.Of(Name, $"time per call, one caller [{found.Name}]", "us", pairs, Target.AddedAtMost(0.1, "us"))];
    }
}
