using InferenceKit.ControlPlane.Repository.Manifests;

namespace InferenceKit;

/// <summary>
/// What <c>manifest.json</c> says of a version: its files' digests, where it came from, its signature, and samples that it
/// has to reproduce. Immutable.
/// </summary>
public sealed class ModelManifest
{
    internal ModelManifest() { }

    /// <summary>The model's name, compared ignoring case; null when the manifest does not say.</summary>
    public string? Model { get; internal init; }

    /// <summary>The version; null when the manifest does not say.</summary>
    public ModelVersion? Version { get; internal init; }

    /// <summary>When the version was made, in UTC; null when the manifest does not say.</summary>
    public DateTimeOffset? Created { get; internal init; }

    /// <summary>A text for people; null when the manifest has no text.</summary>
    public string? Description { get; internal init; }

    /// <summary>What the model was trained on; null when the manifest does not say.</summary>
    public string? DataSet { get; internal init; }

    /// <summary>The commit of the code that made it; null when the manifest does not say.</summary>
    public string? Commit { get; internal init; }

    /// <summary>Measures of quality by name, as in <c>auc</c>; empty when there are none.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; internal init; } = new Dictionary<string, double>();

    /// <summary>All files of the version but the manifest and its signature, in the order of their names' bytes.</summary>
    public IReadOnlyList<ArtifactFile> Files { get; internal init; } = [];

    /// <summary>The model's inputs and outputs; null when the manifest does not say.</summary>
    public ModelSignature? Signature { get; internal init; }

    /// <summary>Inputs with the outputs expected of them; empty when there are none.</summary>
    public IReadOnlyList<ModelSample> Samples { get; internal init; } = [];

    /// <summary>Free texts by name; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; internal init; } = new Dictionary<string, string>();

    /// <summary>
    /// Reads a manifest of schema 1. Strict: an unknown or repeated key, a newer schema, more than 16 levels or 16 MiB, and
    /// everything that is not as the format says is refused.
    /// </summary>
    /// <param name="utf8">The bytes of <c>manifest.json</c>: UTF-8 without a byte order mark.</param>
    /// <exception cref="InvalidDataException">It is no manifest; the message says where, what was expected and what came.</exception>
    public static ModelManifest Parse(ReadOnlySpan<byte> utf8) => ManifestReader.Read(utf8.ToArray());
}
