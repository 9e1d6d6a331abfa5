using System.Globalization;
using System.Text;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>A report as lines for people. Used once.</summary>
internal sealed class ShadowReportText(ShadowReport report)
{
    private const int NameWidth = 20;
    private const int MostWidth = 120;

    private static readonly string[] Heads =
        ["pairs", "within", "misfits", "NaN p/s", "max abs", "mean abs", "max rel", "mean rel", "labels", "at least", "top-k"];

    private static readonly int[] Widths = [9, 9, 8, 10, 9, 9, 9, 9, 9, 9, 6];

    private readonly StringBuilder _text = new();

    public override string ToString()
    {
        Line($"Shadow '{Plain(report.Shadow, 40)}' of '{Plain(report.Model, 40)}'");
        Line($"Rows      {report.Sampled} sampled; dropped: {Counts(report.Dropped)}");
        Line($"Pairs     {report.Compared} compared; equal: {Of(report.EqualAgreement)}");
        Line($"Noise     {report.NoiseAgreement.Of} compared; equal: {Of(report.NoiseAgreement)}");
        Line($"Failures  only primary {report.OnlyPrimaryFailed}, only shadow {report.OnlyShadowFailed}, both {report.BothFailed}; of the shadow: {Counts(report.ShadowFailures)}");
        if (report.Latency is { } latency)
        {
            Line($"Latency   shadow - primary: median {Time(latency.Median)}, 10 % {Time(latency.Percentile10)}, 90 % {Time(latency.Percentile90)}");
            Line($"          shadow slower: {Of(latency.Slower)}; sign test p = {latency.SignTestPValue:G3}");
        }
        foreach (var (name, agreement) in report.Comparers.OrderBy(comparer => comparer.Key, StringComparer.Ordinal))
            Line($"Comparer  {Plain(name, 30)}: {agreement.Of} compared; agree: {Of(agreement)}");
        if (report.Outputs.Count + report.NoiseOutputs.Count == 0) return _text.ToString();
        _text.AppendLine();
        Row("output", Heads);
        foreach (var output in report.Outputs)
        {
            Row(Plain(output.Name, NameWidth), Cells(output));
            if (report.NoiseOutputs.FirstOrDefault(noise => noise.Name == output.Name) is { } noise) Row("  noise", Cells(noise));
            if (output.FirstMisshapen is { } misshapen) Line($"  first misfit: {Plain(misshapen, 100)}");
        }
        foreach (var noise in report.NoiseOutputs.Where(noise => report.Outputs.All(output => output.Name != noise.Name)))
            Row(Plain(noise.Name, NameWidth - 8) + " (noise)", Cells(noise));
        return _text.ToString();
    }

    private static string[] Cells(ShadowOutputReport output) =>
    [
        Count(output.Within.Of, 8), Percent(output.Within.Ratio), Count(output.Misshapen + output.MissingInShadow + output.MissingInPrimary, 7),
        $"{Count(output.PrimaryNaNs, 4)}/{Count(output.ShadowNaNs, 4)}", Number(output.LargestAbsoluteDifference), Number(output.MeanAbsoluteDifference),
        Number(output.LargestRelativeDifference), Number(output.MeanRelativeDifference), Percent(output.Labels.Ratio),
        output.Labels.Of == 0 ? "-" : Percent(output.Labels.Lower),
        output.TopKOverlap is { } overlap ? overlap.ToString("F3", CultureInfo.InvariantCulture) : "-",
    ];

    private void Row(string name, string[] cells)
    {
        _text.Append(name.PadRight(NameWidth));
        for (var i = 0; i < cells.Length; i++) _text.Append(cells[i].PadLeft(Widths[i]));
        _text.AppendLine();
    }

    private void Line(FormattableString line)
    {
        var text = line.ToString(CultureInfo.InvariantCulture);
        _text.AppendLine(text.Length <= MostWidth ? text : string.Concat(text.AsSpan(0, MostWidth - 3), "..."));
    }

    private static string Of(Agreement agreement) => agreement.Of == 0
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{agreement.Agreed} = {Percent(agreement.Ratio)} (95 %: {agreement.Lower * 100:F2} to {agreement.Upper * 100:F2})");

    private static string Counts<T>(IReadOnlyDictionary<T, long> counts) where T : struct, Enum
    {
        var seen = counts.Where(count => count.Value != 0).OrderBy(count => count.Key).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value}"));
        return string.Join(", ", seen) is { Length: > 0 } text ? text : "none";
    }

    private static string Count(long count, int most)
    {
        var text = count.ToString(CultureInfo.InvariantCulture);
        return text.Length <= most ? text : count.ToString("0E0", CultureInfo.InvariantCulture);
    }

    // 99.996 % is not all of them.
    private static string Percent(double ratio) => double.IsNaN(ratio)
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{(ratio < 1 ? Math.Min(ratio * 100, 99.99) : 100):F2} %");

    private static string Number(double? number) => number is not { } n ? "-" : n.ToString(n < 1e100 ? "G3" : "0E0", CultureInfo.InvariantCulture);

    private static string Time(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:+0.###;-0.###;0} ms");

    /// <summary>A name comes from a model's file, and may be anything.</summary>
    private static string Plain(string name, int length)
    {
        var text = name.Length <= length ? name : string.Concat(name.AsSpan(0, length - 3), "...");
        return string.Create(text.Length, text, (to, from) =>
        {
            for (var i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) ? '?' : from[i];
        });
    }
}
