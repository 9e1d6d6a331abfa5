using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Closed-loop callers that keep the model as busy as it can be: requests that share runs against the best that runs can give.</summary>
/// <param name="model">As <see cref="TrafficModels"/> names it.</param>
/// <param name="gainAt64">What sharing runs must gain over running alone at 64 callers.</param>
internal sealed class SaturationScenario(string model, double gainAt64 = SaturationLines.NoLoss) : IScenario
{
    private const string Model = "model";
    private static readonly int[] Callers = [8, 64, 512];

    public string Name => $"saturation-{model}";

    public string Summary => "8, 64 and 512 callers, Auto, against static batches, Off and a channel with 1 ms";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var found = TrafficModels.Find(context.Models, model);
        var rows = found.DrawRows();
        using var best = await BestStatic.FindAsync(found, rows);
        // Hosts of their own: beside another model that was just in use, long runs leave a core.
        await using var auto = await context.Kit.StartTrafficAsync([new(Model, found, rows) { Mode = BatchingMode.Auto }]);
        await using var off = await context.Kit.StartTrafficAsync([new(Model, found, rows) { Mode = BatchingMode.Off }]);

        var rowTime = TimeSpan.FromSeconds(1 / (await best.Batches.MeasureAsync(TimeSpan.Zero, TimeSpan.FromMilliseconds(100))).CallsPerSecond);
        var lines = new List<ReportLine>();
        foreach (var callers in Callers)
        {
            var sampling = SaturationSampling.Of(context.Effort, callers, rowTime);
            if (sampling is null)
            {
                lines.Add(ReportLine.Skipped(Name, $"{callers} callers: one round of them takes {callers * rowTime.TotalSeconds:0.0} s, which needs a full report"));
                continue;
            }

            await using var channel = new ChannelPolicy(best.Session, rows.Rows, Math.Min(callers, best.Batches.RowsPerRun), TimeSpan.FromMilliseconds(1));
            ClosedTraffic[] traffic =
            [
                Of(auto.Serve(Model)), Of(off.Serve(Model)), Of(PolicyClient.Serve(channel, rows)),
            ];
            using var filled = StaticBatches.ThatCallersFill(best, rows, callers);
            Func<Task<TrafficSample>>[] sides =
            [
                .. traffic.Select(t => (Func<Task<TrafficSample>>)(() => t.MeasureAsync(sampling.RampUp, sampling.Window))),
                () => best.Batches.MeasureAsync(sampling.RampUp, sampling.Window),
                .. filled is null ? [] : new[] { () => filled.MeasureAsync(sampling.RampUp, sampling.Window) },
            ];
            await Rounds.MeasureAsync(sides, rounds: 2);
            var samples = await Rounds.MeasureAsync(sides, Judge.FewestPairs);
            lines.AddRange(SaturationLines.Of(
                Name, callers, best.Batches.RowsPerRun, samples, callers == 64 ? gainAt64 : SaturationLines.NoLoss));
            if (filled is not null)
                lines.Add(SaturationLines.AgainstFilled(Name, callers, filled.RowsPerRun, samples));
            lines.Add(ReportLine.MustBeZero(
                Name, $"not answered as alone, {callers} callers", "requests", traffic[0].Tally.NotAnswered));

            ClosedTraffic Of(IServedModel served) => new(served.CreateCallers(callers), sampling.TimedEvery);
        }

        return lines;
    }
}
