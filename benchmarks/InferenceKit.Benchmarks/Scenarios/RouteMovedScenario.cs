using InferenceKit.Benchmarks.Judging;
using InferenceKit.Benchmarks.Reporting;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>How many slots move when weights change, against the least that is possible. Arithmetic: nothing is timed.</summary>
internal sealed class RouteMovedScenario : IScenario
{
    // Percent of the variants; the primary has the rest.
    private static readonly (string Text, (string, double)[] Before, (string, double)[] After)[] Changes =
    [
        ("[.2 .3 .5] to [.3 .3 .4]", [("a", 30), ("b", 50)], [("a", 30), ("b", 40)]),
        ("[.9 .05 .05] to [.8 .1 .1]", [("a", 5), ("b", 5)], [("a", 10), ("b", 10)]),
        ("[.5 .25 .25] to [.25 .25 .5]", [("a", 25), ("b", 25)], [("a", 25), ("b", 50)]),
        ("10 % to 50 %", [("a", 10)], [("a", 50)]),
        ("a variant is added", [("b", 20), ("c", 20)], [("a", 10), ("b", 20), ("c", 20)]),
        ("the variant in the middle is removed", [("a", 10), ("b", 20), ("c", 30)], [("a", 10), ("c", 30)]),
    ];

    public string Name => "route-moved";

    public string Summary => "keys that change their variant when weights do, against the least that is possible";

    public Task<IReadOnlyList<ReportLine>> RunAsync(ScenarioContext context)
    {
        var lines = new List<ReportLine>();
        foreach (var (text, before, after) in Changes)
        {
            var first = Allocate(SlotAllocation.Begin("salt"), before);
            var second = Allocate(first, after);
            var variants = first.Arms.Union(second.Arms);
            var least = variants.Sum(variant => Math.Abs(first.CountOf(variant) - second.CountOf(variant))) / 2;
            lines.Add(ReportLine.Of(Name, text, "slots", second.MovedFrom(first), least, Target.AtMost(least, "slots")));
        }
        return Task.FromResult<IReadOnlyList<ReportLine>>(lines);
    }

    private static SlotAllocation Allocate(SlotAllocation before, (string Variant, double Percent)[] weights) =>
        before.Deal(SlotAllocation.CountsFor(weights.Select(w => KeyValuePair.Create(w.Variant, w.Percent))), before.Salt);
}
