using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios.Progress;

/// <summary>
/// A scenario in a process of its own, because it would spoil the ones after it: it blocks the thread pool, leaves memory behind or needs
/// fewer processors. Both of its sides run there.
/// </summary>
/// <param name="inner">What runs there.</param>
/// <param name="processors">How many processors the process has; null for all.</param>
internal sealed class IsolatedScenario(IScenario inner, int? processors = null) : IScenario
{
    public string Name => inner.Name;

    public string Summary => inner.Summary;

    public Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context) =>
        OwnProcess.Runs(Name) ? inner.RunAsync(context) : OwnProcess.ReportAsync(Name, processors, context);
}
