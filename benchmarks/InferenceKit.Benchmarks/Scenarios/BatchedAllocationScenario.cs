using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>Managed memory of requests that share runs, once everything has been allocated that will be.</summary>
internal sealed class BatchedAllocationScenario : IScenario
{
    private const string Model = "model";
    private const int Callers = 64;
    private const int Samples = 5;
    private static readonly TimeSpan RampUp = TimeSpan.FromMilliseconds(50);

    public string Name => "batched-allocation";

    public string Summary => "managed bytes per request, 64 callers, Auto";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var model = TrafficModels.Find(context.Models, "mlp");
        await using var host = await context.Kit.StartTrafficAsync([new(Model, model, model.DrawRows()) { Mode = BatchingMode.Auto }]);
        var traffic = new ClosedTraffic(host.Serve(Model).CreateCallers(Callers), timedEvery: 16);
        var window = TimeSpan.FromSeconds(context.Effort.IsQuick ? 1 : 4);
        await traffic.MeasureAsync(RampUp, window);
        var bytes = new double[Samples];
        for (var i = 0; i < Samples; i++)
            bytes[i] = (await traffic.MeasureAsync(RampUp, window)).BytesPerCall;

        // To whole bytes: the pool's own queue and the timer that ends the window are shared by all requests of it.
        return [ReportLine.MustBeZero(Name, "managed bytes per request", "B", Math.Round(Median.Of(bytes)))];
    }
}
