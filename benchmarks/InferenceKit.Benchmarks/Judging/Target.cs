using System.Globalization;

namespace InferenceKit.Benchmarks.Judging;

/// <summary>What a metric must reach: a ratio, an added amount, either of the two, a plain value, or nothing.</summary>
internal sealed record Target
{
    private Target(string text) => Text = text;

    public static Target None { get; } = new("-");

    public string Text { get; }

    public Bound? Ratio { get; private init; }

    public Bound? Added { get; private init; }

    public Bound? Value { get; private init; }

    public static Target RatioAtLeast(double limit) => new($">= {Number(limit)}x") { Ratio = Bound.AtLeast(limit) };

    public static Target RatioAtMost(double limit) => new($"<= {Number(limit)}x") { Ratio = Bound.AtMost(limit) };

    public static Target AddedAtMost(double limit, string unit) =>
        new($"<= {Number(limit)} {unit} added") { Added = Bound.AtMost(limit) };

    /// <summary>The larger of the two allowances holds, so meeting either is enough.</summary>
    public static Target RatioOrAddedAtMost(double ratio, double added, string unit) =>
        new($"<= {Number(ratio)}x or {Number(added)} {unit} added") { Ratio = Bound.AtMost(ratio), Added = Bound.AtMost(added) };

    public static Target AtMost(double limit, string unit) =>
        new($"<= {Number(limit)} {unit}") { Value = Bound.AtMost(limit) };

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
