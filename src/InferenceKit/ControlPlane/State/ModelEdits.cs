using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceKit.ControlPlane.State;

/// <summary>What was done to a model by hand, as it stands in the state store.</summary>
internal sealed record ModelEdits
{
    public const int CurrentSchema = 1;

    public static ModelEdits None { get; } = new();

    public int Schema { get; init; } = CurrentSchema;

    /// <summary>The version that serves whatever the selectors say.</summary>
    public string? Pinned { get; init; }

    /// <summary>Whether the model was taken out of service.</summary>
    public bool Unloaded { get; init; }

    /// <summary>The version that served before the present one; what a rollback goes back to.</summary>
    public string? Previous { get; init; }

    /// <summary>
    /// What other parts of the library, or a later version of it, keep in the same document. Settable only because the
    /// source generator cannot initialize it; nobody does.
    /// </summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    /// <summary>Whether both ask for the same versions.</summary>
    public bool WantsSameAs(ModelEdits other) => Pinned == other.Pinned && Unloaded == other.Unloaded;
}
