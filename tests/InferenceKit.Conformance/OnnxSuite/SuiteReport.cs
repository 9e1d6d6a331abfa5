using System.Globalization;
using System.Text;

namespace InferenceKit.Conformance.OnnxSuite;

/// <summary>Counts and lists, for people.</summary>
internal sealed class SuiteReport(IReadOnlyList<CaseVerdict> verdicts, IReadOnlyList<(string Name, string Reason)> skipped)
{
    public IReadOnlyList<CaseVerdict> OnlyRawPassed { get; } = [.. verdicts.Where(v => v.RawProblem is null && v.KitProblem is not null)];

    public override string ToString()
    {
        var text = new StringBuilder();
        var rawPassed = verdicts.Count(v => v.RawProblem is null);
        var kitPassed = verdicts.Count(v => v.KitProblem is null);
        var bothFailed = verdicts.Where(v => v.RawProblem is not null && v.KitProblem is not null).ToArray();
        text.AppendLine(CultureInfo.InvariantCulture, $"ONNX backend suite: {verdicts.Count + skipped.Count} cases");
        text.AppendLine(CultureInfo.InvariantCulture, $"  ONNX Runtime passed   {rawPassed,5}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  InferenceKit passed   {kitPassed,5}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  both failed           {bothFailed.Length,5}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  skipped               {skipped.Count,5}");
        Append(text, "Passed on ONNX Runtime, not here", OnlyRawPassed.Select(v => (v.Name, v.KitProblem!)));
        Append(text, "Passed here, not on ONNX Runtime", verdicts.Where(v => v.RawProblem is not null && v.KitProblem is null).Select(v => (v.Name, v.RawProblem!)));
        Append(text, "Skipped", skipped);
        Append(text, "Both failed", bothFailed.Select(v => (v.Name, v.RawProblem!)));
        return text.ToString();
    }

    private static void Append(StringBuilder text, string title, IEnumerable<(string Name, string Reason)> cases)
    {
        var lines = cases.ToArray();
        if (lines.Length == 0) return;
        text.AppendLine(CultureInfo.InvariantCulture, $"{title}:");
        foreach (var (name, reason) in lines) text.AppendLine(CultureInfo.InvariantCulture, $"  {name}: {Shorten(reason)}");
    }

    private static string Shorten(string reason)
    {
        var line = reason.ReplaceLineEndings(" ");
        return line.Length <= 200 ? line : line[..200] + "...";
    }
}
