using System.Globalization;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.ControlPlane.State;

/// <summary>A model's traffic as configuration and edits say it together. Pure.</summary>
internal static class TrafficOverlay
{
    /// <summary>The policy with what was set by hand in place of what configuration says.</summary>
    public static TrafficPolicy Apply(TrafficPolicy configured, TrafficEdits? edits)
    {
        if (edits is null) return configured;
        var weights = Weights(configured, edits).ToDictionary(StringComparer.Ordinal);
        return configured with
        {
            Variants = [.. configured.Variants.Select(v => v with { WeightPercent = weights[v.Name] })],
            Shadows = [.. configured.Shadows.Select(s => edits.Shadows is { } set && set.TryGetValue(s.Name, out var percent) ? s with { SamplePercent = percent } : s)],
        };
    }

    /// <summary>
    /// Percent by variant. Where what was set by hand and what configuration says since then are more than all, the hand's stand and the others
    /// share the rest.
    /// </summary>
    public static IEnumerable<KeyValuePair<string, double>> Weights(TrafficPolicy configured, TrafficEdits? edits)
    {
        if (edits?.Weights is not { } set) return configured.Variants.Select(v => KeyValuePair.Create(v.Name, v.WeightPercent));
        var byHand = configured.Variants.Where(v => set.ContainsKey(v.Name)).Sum(v => set[v.Name]);
        var others = configured.Variants.Where(v => !set.ContainsKey(v.Name)).Sum(v => v.WeightPercent);
        var scale = others > 0 ? Math.Clamp((100 - byHand) / others, 0, 1) : 1;
        var most = byHand > 100 ? 100 / byHand : 1;
        return configured.Variants.Select(v => KeyValuePair.Create(v.Name, set.TryGetValue(v.Name, out var percent) ? percent * most : v.WeightPercent * scale));
    }

    /// <summary>For the audit: <c>challenger 10 %, shadow next 25 %</c>.</summary>
    public static string Describe(TrafficPolicy configured, TrafficEdits? edits)
    {
        var policy = Apply(configured, edits);
        return string.Join(", ", [
            .. policy.Variants.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Name} {v.WeightPercent:0.##} %")),
            .. policy.Shadows.Select(s => string.Create(CultureInfo.InvariantCulture, $"shadow {s.Name} {s.SamplePercent:0.##} %"))]);
    }
}
