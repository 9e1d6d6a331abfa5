using InferenceKit.Benchmarks.Baselines;
using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Benchmarks.Subjects;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>A large model loads and warms up while a small one serves one caller at half of its capacity.</summary>
internal sealed class LoadBesideScenario : IScenario
{
    private const string Serving = "serving";
    private const string Loading = "loading";

    public string Name => "load-beside";

    public string Summary => "a 3 MB convolutional net loads while another model serves, against serving alone";

    public async Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var lines = new List<ReportLine>();
        var models = context.ModelsFor(ModelRole.Convolutional);
        foreach (var model in models)
            lines.AddRange(await RunAsync(context, model, context.Effort.Budget / models.Count));
        return lines;
    }

    private async Task<ReportLine[]> RunAsync(ScenarioContext context, BenchmarkModel convolutional, TimeSpan budget)
    {
        var small = context.Models.Build(ModelRole.Mlp, seed: 1);
        await using var host = await context.Kit.StartAsync(
            [new(Serving, small), new(Loading, convolutional, IsLoadedAtStart: false)]);
        using var raw = new RawSession(small);
        var caller = host.CreateCaller(Serving, small.Distribution.Draw(BothSides.DistinctRows, raw.RowLength), 0);
        var rate = await Capacity.OfOneCallerAsync(caller) / 2;

        // The segment is as long as a load takes beside requests, so that all of the load and little else is in it;
        // where that does not fit the budget, it holds the first part of the load.
        var loadTime = await TimeOfLoadAsync(host, caller, rate);
        var longest = budget / (2 * Judge.FewestPairs);
        var segment = TimeSpan.FromSeconds(Math.Clamp(loadTime.TotalSeconds, 0.05, longest.TotalSeconds));
        var pairs = Math.Clamp((int)(budget / (segment * 2)), Judge.FewestPairs, 60);
        var load = new SteadyLoad(caller, rate, segment);
        var measured = await Interleaved.MeasureAsync(BesideLoadAsync, () => load.PercentileAsync(99), pairs);
        return
        [
            ReportLine.Of(Name, $"p99 from the intended start [{convolutional.Name}]", "ms", measured, Target.RatioOrAddedAtMost(1.5, 1, "ms")),
            ReportLine.MustBeZero(Name, "failed requests", "requests", load.Failed),
            ReportLine.Of(Name, "time of a load beside requests", "ms", loadTime.TotalMilliseconds, null, Target.None),
        ];

        async Task<double> BesideLoadAsync()
        {
            var loading = Task.Run(() => host.LoadAsync(Loading));
            var p99 = await load.PercentileAsync(99);
            await loading;
            await host.UnloadAsync(Loading);
            return p99;
        }
    }

    /// <summary>The second load: the first one also compiles the code that loads.</summary>
    private static async Task<TimeSpan> TimeOfLoadAsync(IKitHost host, ICaller caller, double rate)
    {
        await host.LoadAsync(Loading);
        await host.UnloadAsync(Loading);
        var serving = OpenLoop.RunAsync(caller, ArrivalSchedule.Poisson(rate, TimeSpan.FromSeconds(0.5), seed: 99));
        var began = Ticks.Now;
        await host.LoadAsync(Loading);
        var took = TimeSpan.FromSeconds(Ticks.ToSeconds(Ticks.Now - began));
        await serving;
        await host.UnloadAsync(Loading);
        return took;
    }
}
