using System.Text.Json.Serialization;
using InferenceKit.Benchmarks.Judging;

namespace InferenceKit.Benchmarks.Reporting;

/// <summary>
/// One line of the report. <see cref="Low"/> and <see cref="High"/> bound what was judged: the ratio, or, where
/// <see cref="IsOfAdded"/> says so, subject less baseline in <see cref="Unit"/>.
/// </summary>
internal sealed record ReportLine(
    string Scenario,
    string Metric,
    string Unit,
    double? Subject,
    double? Baseline,
    double? Ratio,
    double? Low,
    double? High,
    string Target,
    string Verdict)
{
    [JsonIgnore]
    public bool IsOfAdded { get; init; }

    public static ReportLine Of(string scenario, string metric, string unit, IReadOnlyList<Pair> pairs, Target target)
    {
        var judgement = Judge.Of(pairs, target);
        return new(
            scenario,
            judgement.IsOfAdded ? $"{metric}, added" : metric,
            unit,
            judgement.Subject,
            judgement.Baseline,
            judgement.Ratio,
            judgement.Interval.Low,
            judgement.Interval.High,
            target.Text,
            VerdictText.Of(judgement.Verdict))
        {
            IsOfAdded = judgement.IsOfAdded,
        };
    }

    /// <summary>A counted value, with that of the other side where there is one.</summary>
    public static ReportLine Of(string scenario, string metric, string unit, double subject, double? baseline, Target target) =>
        new(scenario, metric, unit, subject, baseline, null, subject, subject, target.Text, VerdictText.Of(Judge.Of(subject, target)));

    public static ReportLine Skipped(string scenario, string reason) =>
        new(scenario, reason, "", null, null, null, null, null, Judging.Target.None.Text, VerdictText.Of(Judging.Verdict.Skipped));
}
