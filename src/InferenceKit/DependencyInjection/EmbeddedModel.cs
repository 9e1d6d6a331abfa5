namespace InferenceKit.DependencyInjection;

/// <summary>A model that comes with the code: bytes in memory, or a resource that is opened when it loads.</summary>
/// <param name="Bytes">The bytes; null for a resource.</param>
/// <param name="Open">Opens the resource; null for bytes.</param>
/// <param name="Fingerprint">Tells one content of a resource from another.</param>
internal sealed record EmbeddedModel(ReadOnlyMemory<byte>? Bytes, Func<Stream>? Open, string Fingerprint);
