using System.Text.Json.Serialization;
using InferenceKit.Benchmarks.Judging;

namespace InferenceKit.Benchmarks.Reporting;

/// <summary>
/// One line of the report. <see cref="Low"/> and <see cref="High"/> bound what was judged: the ratio; where
/// <see cref="IsOfAdded"/> says so, subject less baseline in <see cref="Unit"/>; where there is no ratio, the subject itself.
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
    /// <summary>The end of a metric whose interval is of what is added.</summary>
    public const string AddedSuffix = ", added";

    [JsonIgnore]
    public bool IsOfAdded { get; init; }

    /// <summary>Which run of the scenario it comes from; null where it ran once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Run { get; init; }

    public static ReportLine Of(string scenario, string metric, string unit, IReadOnlyList<Pair> pairs, Target target)
    {
        var judgement = Judge.Of(pairs, target);
        return new(
            scenario,
            judgement.IsOfAdded ? metric + AddedSuffix : metric,
            unit,
            NumberOrNull(judgement.Subject),
            NumberOrNull(judgement.Baseline),
            NumberOrNull(judgement.Ratio),
            NumberOrNull(judgement.Interval.Low),
            NumberOrNull(judgement.Interval.High),
            target.Text,
            VerdictText.Of(judgement.Verdict))
        {
            IsOfAdded = judgement.IsOfAdded,
        };
    }

    /// <summary>A counted value, with that of the other side where there is one.</summary>
    public static ReportLine Of(string scenario, string metric, string unit, double subject, double? baseline, Target target) =>
        new(scenario, metric, unit, subject, baseline, null, subject, subject, target.Text, VerdictText.Of(Judge.Of(subject, target)));

    /// <summary>A count of what must not happen at all.</summary>
    public static ReportLine MustBeZero(string scenario, string metric, string unit, double count) =>
        Of(scenario, metric, unit, count, null, Judging.Target.AtMost(0, unit));

    /// <summary>The median of samples that have no other side.</summary>
    public static ReportLine OfMedian(string scenario, string metric, string unit, IReadOnlyList<double> samples, Target target)
    {
        var median = Bootstrap.OfMedian(samples.ToArray());
        return new(
            scenario, metric, unit, NumberOrNull(median.Value), null, null, NumberOrNull(median.Interval.Low), NumberOrNull(median.Interval.High),
            target.Text, VerdictText.Of(Judge.Of(median, samples.Count, target)));
    }

    public static ReportLine Skipped(string scenario, string reason) => Without(scenario, reason, Judging.Verdict.Skipped);

    public static ReportLine Failed(string scenario, string reason) => Without(scenario, reason, Judging.Verdict.Error);

    /// <summary>JSON has no word for what is not a number.</summary>
    private static double? NumberOrNull(double value) => double.IsFinite(value) ? value : null;

    private static ReportLine Without(string scenario, string reason, Judging.Verdict verdict) =>
        new(scenario, reason, "", null, null, null, null, null, Judging.Target.None.Text, VerdictText.Of(verdict));
}
