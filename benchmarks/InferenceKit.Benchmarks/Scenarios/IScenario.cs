using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>A question with a number for an answer.</summary>
internal interface IScenario
{
    string Name { get; }

    /// <summary>What is compared with what, in one line of the usage text.</summary>
    string Summary { get; }

    Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context);
}
