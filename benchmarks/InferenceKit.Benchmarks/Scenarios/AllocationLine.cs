using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.Reporting;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>The managed memory of two loops with one caller each. The subject may allocate nothing.</summary>
internal static class AllocationLine
{
    private const int Calls = 20_000;

    /// <param name="scenario">The scenario's name.</param>
    /// <param name="subject">The side that is judged.</param>
    /// <param name="baseline">The other side.</param>
    /// <param name="suffix">What follows the metric's name.</param>
    public static ReportLine Measure(string scenario, ICallLoop subject, ICallLoop baseline, string suffix = "") => ReportLine.Of(
        scenario, $"managed bytes per call{suffix}", "B", Memory.ManagedBytesPerCall(subject, Calls), Memory.ManagedBytesPerCall(baseline, Calls), Target.AtMost(0, "B"));
}
