using System.Globalization;

namespace InferenceKit.ControlPlane.Versioning;

/// <summary>Which versions stay loaded beside the selected one.</summary>
/// <param name="LatestCount">How many of the latest; 0 for the selected alone, <see cref="int.MaxValue"/> for all.</param>
internal readonly record struct KeepPolicy(int LatestCount)
{
    public static KeepPolicy Selected => new(0);

    /// <summary>Reads <c>selected</c>, <c>latest-N</c> or <c>all</c>.</summary>
    public static bool TryParse(string text, out KeepPolicy policy)
    {
        policy = Selected;
        if (text.Equals("selected", StringComparison.OrdinalIgnoreCase)) return true;
        if (text.Equals("all", StringComparison.OrdinalIgnoreCase))
        {
            policy = new(int.MaxValue);
            return true;
        }
        if (!text.StartsWith("latest-", StringComparison.OrdinalIgnoreCase)
            || !int.TryParse(text.AsSpan(7), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1) return false;
        policy = new(count);
        return true;
    }
}
