namespace InferenceKit.ControlPlane.State;

/// <summary>The edits that there are, as changes of the stored state. Pure: time and author come with the record.</summary>
internal static class ModelEditChanges
{
    public static ModelEdits Pin(this ModelEdits edits, string version, ModelAuditRecord audit) =>
        (edits with { Pinned = version, Unloaded = false }).Audited(audit);

    public static ModelEdits Unload(this ModelEdits edits, ModelAuditRecord audit) =>
        edits.Unloaded ? edits : (edits with { Unloaded = true }).Audited(audit);

    /// <summary>Drops what was done by hand; aliases stay, as selectors name them.</summary>
    public static ModelEdits Reload(this ModelEdits edits, ModelAuditRecord audit) =>
        edits is { Pinned: null, Unloaded: false } ? edits : (edits with { Pinned = null, Unloaded = false }).Audited(audit);

    public static ModelEdits SetAlias(this ModelEdits edits, string alias, string version, ModelAuditRecord audit) =>
        edits.AliasOrNull(alias) == version ? edits : edits.WithAlias(alias, version).Audited(audit);

    public static ModelEdits RemoveAlias(this ModelEdits edits, string alias, ModelAuditRecord audit)
    {
        if (edits.AliasOrNull(alias) is null) return edits;
        var aliases = new SortedDictionary<string, string>(edits.Aliases!, StringComparer.Ordinal);
        aliases.Remove(alias);
        return (edits with { Aliases = aliases.Count == 0 ? null : aliases }).Audited(audit);
    }

    /// <summary>
    /// Goes back to an earlier version by what decides: an alias is moved, everything else is overruled by a pin. The versions
    /// left behind are not remembered: a further rollback goes further back, never to one that was rolled back.
    /// </summary>
    public static ModelEdits RollBack(this ModelEdits edits, string? decidingAlias, string to, ModelAuditRecord audit)
    {
        var back = decidingAlias is not null && edits.Pinned is null ? edits.WithAlias(decidingAlias, to) : edits with { Pinned = to };
        var previous = edits.Previous ?? [];
        var index = Array.FindIndex(previous, p => IsSame(p, to));
        return (back with { Unloaded = false, Serving = to, Previous = OrNull(previous[(index + 1)..]) }).Audited(audit);
    }

    /// <summary>Notes that traffic has moved to a version. The same move on several hosts counts once.</summary>
    /// <param name="edits">The state.</param>
    /// <param name="from">What this host served before, where the state does not know.</param>
    /// <param name="to">What it serves now.</param>
    public static ModelEdits MoveTo(this ModelEdits edits, string? from, string to)
    {
        if (IsSame(edits.Serving, to)) return edits;
        var last = edits.Serving ?? from;
        var previous = new List<string>(ModelEdits.MaxPrevious + 2);
        if (last is not null && !IsSame(last, to)) previous.Add(last);
        foreach (var earlier in edits.Previous ?? [])
            if (!IsSame(earlier, to) && !IsSame(earlier, last) && previous.Count < ModelEdits.MaxPrevious) previous.Add(earlier);
        return edits with { Serving = to, Previous = OrNull([.. previous]) };
    }

    private static ModelEdits WithAlias(this ModelEdits edits, string alias, string version)
    {
        var aliases = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (edits.Aliases is not null)
            foreach (var (name, target) in edits.Aliases) aliases[name] = target;
        aliases[alias] = version;
        return aliases.Count <= ModelEdits.MaxAliases
            ? edits with { Aliases = aliases }
            : throw new InferenceException(InferenceError.ResourceExhausted, $"A model has at most {ModelEdits.MaxAliases} aliases; remove one first.");
    }

    /// <summary>With one more record.</summary>
    public static ModelEdits Audited(this ModelEdits edits, ModelAuditRecord record)
    {
        var audit = edits.Audit ?? [];
        var dropped = Math.Max(0, audit.Length + 1 - ModelEdits.MaxAudit);
        return edits with { Audit = [.. audit[dropped..], record] };
    }

    /// <summary>Versions by number: "3" is "003".</summary>
    private static bool IsSame(string? one, string? other) =>
        one is not null && other is not null && ModelVersion.TryParse(one, null, out var a) && ModelVersion.TryParse(other, null, out var b) && a == b;

    private static string[]? OrNull(string[] versions) => versions.Length == 0 ? null : versions;
}
