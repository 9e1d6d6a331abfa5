namespace InferenceKit.Cli.Inspecting;

/// <summary>What an ONNX file says of itself. Immutable.</summary>
/// <param name="IrVersion">The version of the file format.</param>
/// <param name="Producer">What wrote it.</param>
/// <param name="ProducerVersion">Its version.</param>
/// <param name="Domain">The model's namespace.</param>
/// <param name="ModelVersion">The model's version by its author; nothing to do with the repository's.</param>
/// <param name="Graph">The graph's name.</param>
/// <param name="Description">A text for people.</param>
/// <param name="Opsets">Versions of the operator sets by domain; the standard one is <c>ai.onnx</c>.</param>
/// <param name="Properties">Free texts by name.</param>
internal sealed record ModelMetadata(
    long? IrVersion, string? Producer, string? ProducerVersion, string? Domain, long? ModelVersion, string? Graph, string? Description,
    IReadOnlyDictionary<string, long> Opsets, IReadOnlyDictionary<string, string> Properties);
