using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.ControlPlane.Versioning;

/// <summary>Which versions should be in service, from what there is and what is asked for. Pure.</summary>
internal static class VersionResolver
{
    /// <param name="available">The versions in the repository, in any order.</param>
    /// <param name="selector">What configuration asks for.</param>
    /// <param name="keep">What stays loaded beside the selected version.</param>
    /// <param name="aliases">Versions by alias.</param>
    /// <param name="pinned">What was asked for by hand; it outranks the selector.</param>
    /// <param name="digests">The digests that are known of available versions; null before they were computed.</param>
    public static DesiredVersions Resolve(
        ModelVersion[] available,
        VersionSelector selector,
        KeepPolicy keep,
        IReadOnlyDictionary<string, ModelVersion> aliases,
        ModelVersion? pinned,
        IReadOnlyDictionary<ModelVersion, string>? digests = null)
    {
        var seeks = false;
        string? alias = null, digest = null;
        var primary = pinned is { } version ? Find(available, version) : Select(available, selector, aliases, digests, ref seeks, out alias, out digest);
        return primary is null
            ? new(null, [], Problem(available, selector, aliases, pinned, digests)) { SeeksDigest = seeks }
            : new(primary, keep.LatestCount == 0 ? [] : Others(available, keep, primary.Value), null) { SeeksDigest = seeks, Alias = alias, Digest = digest };
    }

    /// <summary>Adds versions that are loaded beside the primary: those of a fallback chain, of variants and of shadows.</summary>
    /// <param name="desired">What should be in service otherwise.</param>
    /// <param name="selectors">Of each step, variant or shadow; null for one that names no version.</param>
    /// <param name="available">The versions in the repository, in any order.</param>
    /// <param name="aliases">Versions by alias.</param>
    /// <param name="digests">The digests that are known of available versions; null before they were computed.</param>
    /// <param name="found">The version of each, null where none was found.</param>
    public static DesiredVersions AddBeside(
        DesiredVersions desired, VersionSelector?[] selectors, ModelVersion[] available, IReadOnlyDictionary<string, ModelVersion> aliases,
        IReadOnlyDictionary<ModelVersion, string>? digests, out ModelVersion?[] found)
    {
        var seeks = desired.SeeksDigest;
        found = new ModelVersion?[selectors.Length];
        for (var i = 0; i < found.Length; i++)
            if (selectors[i] is { } selector) found[i] = Select(available, selector, aliases, digests, ref seeks, out _, out _);
        var more = found.OfType<ModelVersion>().Where(v => !desired.Contains(v)).Distinct().OrderDescending();
        return desired with { Others = [.. desired.Others, .. more], SeeksDigest = seeks };
    }

    private static ModelVersion[] Others(ModelVersion[] available, KeepPolicy keep, ModelVersion primary) =>
        [.. available.Distinct().OrderDescending().Take(keep.LatestCount).Where(v => v != primary)];

    private static ModelVersion? Select(
        ModelVersion[] available, VersionSelector selector, IReadOnlyDictionary<string, ModelVersion> aliases,
        IReadOnlyDictionary<ModelVersion, string>? digests, ref bool seeks, out string? alias, out string? digest)
    {
        (alias, digest) = (null, null);
        foreach (var alternative in selector.Alternatives)
        {
            var found = alternative.Kind switch
            {
                VersionAlternativeKind.Latest => Latest(available),
                VersionAlternativeKind.Version => Find(available, ModelVersion.Parse(alternative.Text)),
                VersionAlternativeKind.Digest => digests is null ? null : FindDigest(available, digests, alternative.Text),
                _ => aliases.TryGetValue(alternative.Text, out var version) ? Find(available, version) : null,
            };
            if (found is null)
            {
                seeks |= alternative.Kind == VersionAlternativeKind.Digest && (digests?.Count ?? 0) < available.Length;
                continue;
            }
            if (alternative.Kind == VersionAlternativeKind.Digest) digest = alternative.Text;
            if (alternative.Kind == VersionAlternativeKind.Alias) alias = alternative.Text;
            return found;
        }
        return null;
    }

    // Loops instead of LINQ, because this runs at every start: generic methods over a value type are compiled anew in each process.
    private static ModelVersion? Latest(ModelVersion[] available)
    {
        ModelVersion? latest = null;
        foreach (var version in available)
            if (latest is null || version > latest.Value) latest = version;
        return latest;
    }

    /// <summary>The version as the repository writes it: "3" finds "0003".</summary>
    private static ModelVersion? Find(ModelVersion[] available, ModelVersion wanted)
    {
        foreach (var version in available)
            if (version == wanted) return version;
        return null;
    }

    /// <summary>Of several with the same content, the highest.</summary>
    private static ModelVersion? FindDigest(ModelVersion[] available, IReadOnlyDictionary<ModelVersion, string> digests, string wanted) =>
        Latest(Array.FindAll(available, v => digests.TryGetValue(v, out var digest) && digest == wanted));

    private static string Problem(
        ModelVersion[] available, VersionSelector selector, IReadOnlyDictionary<string, ModelVersion> aliases, ModelVersion? pinned,
        IReadOnlyDictionary<ModelVersion, string>? digests)
    {
        if (available.Length == 0) return "the repository has no version of it";
        var there = string.Join(", ", available.OrderDescending().Take(10).Select(Described)) + (available.Length > 10 ? ", …" : "");
        return pinned is null
            ? selector.Alternatives is [{ Kind: VersionAlternativeKind.Digest, Text: var digest }]
                ? $"no version has digest {digest}; there are: {there}"
                : $"no version suits selector '{selector}'{Explain(selector, aliases)}; there are: {there}"
            : $"version {pinned}, asked for by hand, is not in the repository; there are: {there}";

        string Described(ModelVersion version) =>
            digests?.GetValueOrDefault(version) is { } known ? $"{version} ({known[..(ContentDigest.Prefix.Length + 12)]}…)" : version.ToString();
    }

    /// <summary>Before a first deployment the alias is not set. The text says how to set it, which helps more than only that it is missing.</summary>
    private static string Explain(VersionSelector selector, IReadOnlyDictionary<string, ModelVersion> aliases)
    {
        foreach (var alternative in selector.Alternatives)
        {
            if (alternative.Kind != VersionAlternativeKind.Alias) continue;
            return aliases.TryGetValue(alternative.Text, out var version)
                ? $" (alias '{alternative.Text}' is version {version}, which is not there)"
                : $" (alias '{alternative.Text}' is not set; set it, or begin with '@{alternative.Text}|latest')";
        }
        return "";
    }
}
