using InferenceKit.ControlPlane.State;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Cli.State;

/// <summary>The version that a selector gives with a model's stored changes, as on a host. Pure.</summary>
internal static class EditedVersions
{
    /// <param name="edits">The state.</param>
    /// <param name="available">The versions in the repository.</param>
    /// <param name="selector">What the hosts' configuration asks for.</param>
    /// <param name="digests">The digests of the versions, where a selector seeks them.</param>
    public static DesiredVersions Resolve(
        ModelEdits edits, ModelVersion[] available, VersionSelector selector, IReadOnlyDictionary<ModelVersion, string>? digests = null)
    {
        ModelVersion? pinned = ModelVersion.TryParse(edits.Pinned, null, out var version) ? version : null;
        return VersionResolver.Resolve(available, selector, KeepPolicy.Selected, Aliases(edits), pinned, digests);
    }

    public static IReadOnlyDictionary<string, ModelVersion> Aliases(ModelEdits edits)
    {
        var aliases = new Dictionary<string, ModelVersion>(StringComparer.Ordinal);
        foreach (var (alias, text) in edits.Aliases ?? [])
            if (ModelVersion.TryParse(text, null, out var version)) aliases[alias] = version;
        return aliases;
    }

    /// <summary>The versions to go back to, best first: what served before on any host.</summary>
    /// <param name="edits">The state.</param>
    /// <param name="alias">The alias that decides now; null when something else does.</param>
    /// <param name="current">What is wanted now.</param>
    public static IEnumerable<ModelVersion> Earlier(ModelEdits edits, string? alias, ModelVersion? current)
    {
        // Where no host has followed the last change yet, the version that serves is an earlier one, too.
        List<string?> earlier = [edits.Serving, .. edits.Previous ?? []];
        // Where no host recorded what it served, the moves of the alias are the only history.
        if (edits.Previous is null && alias is not null) earlier.AddRange(MovesOf(edits, alias));
        foreach (var text in earlier)
            if (ModelVersion.TryParse(text, null, out var version) && version != current) yield return version;
    }

    /// <summary>Where an alias was before, latest first; what was rolled back is forgotten.</summary>
    private static Stack<string> MovesOf(ModelEdits edits, string alias)
    {
        var moves = new Stack<string>();
        foreach (var record in (edits.Audit ?? []).Where(a => a.Alias == alias))
        {
            if (record.Kind is ModelEditKind.SetAlias && record.From is not null) moves.Push(record.From);
            else if (record.Kind is ModelEditKind.Rollback)
                while (moves.TryPop(out var popped) && popped != record.To) { }
        }
        return moves;
    }
}
