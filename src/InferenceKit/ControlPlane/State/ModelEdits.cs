using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceKit.ControlPlane.State;

/// <summary>What was done to a model by hand, as it stands in the state store. Immutable; changed by <see cref="ModelEditChanges"/>.</summary>
internal sealed record ModelEdits
{
    public const int CurrentSchema = 1;

    /// <summary>Most earlier versions that are remembered.</summary>
    public const int MaxPrevious = 10;

    /// <summary>Most edits that the audit keeps; the oldest go first.</summary>
    public const int MaxAudit = 100;

    /// <summary>Most aliases of one model.</summary>
    public const int MaxAliases = 100;

    public static ModelEdits None { get; } = new();

    public int Schema { get; init; } = CurrentSchema;

    /// <summary>The version that serves whatever the selectors say.</summary>
    public string? Pinned { get; init; }

    /// <summary>Whether the model was taken out of service.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unloaded { get; init; }

    /// <summary>Versions by alias, in the order of the aliases.</summary>
    public SortedDictionary<string, string>? Aliases { get; init; }

    /// <summary>What was set by hand of its traffic.</summary>
    public TrafficEdits? Traffic { get; init; }

    /// <summary>The allocation of its traffic's slots; null before the first.</summary>
    public StoredAllocation? Allocation { get; init; }

    /// <summary>The version that traffic last went to on any host that uses this state.</summary>
    public string? Serving { get; init; }

    /// <summary>Those before it, latest first; what rollbacks go back to.</summary>
    public string[]? Previous { get; init; }

    /// <summary>The last edits, latest last.</summary>
    public ModelAuditRecord[]? Audit { get; init; }

    /// <summary>
    /// What other parts of the library, or a later version of it, keep in the same document. Settable only because the
    /// source generator cannot initialize it; no code sets it.
    /// </summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    public string? AliasOrNull(string alias) => Aliases?.GetValueOrDefault(alias);

    /// <summary>Whether both ask for the same versions.</summary>
    public bool WantsSameAs(ModelEdits other) =>
        Pinned == other.Pinned && Unloaded == other.Unloaded && SameAliases(Aliases, other.Aliases);

    private static bool SameAliases(SortedDictionary<string, string>? one, SortedDictionary<string, string>? other)
    {
        if ((one?.Count ?? 0) != (other?.Count ?? 0)) return false;
        if (one is null || other is null) return true;
        foreach (var (alias, version) in one)
            if (other.GetValueOrDefault(alias) != version) return false;
        return true;
    }
}
