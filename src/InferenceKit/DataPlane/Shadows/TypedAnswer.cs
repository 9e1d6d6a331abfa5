using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>An answer of the primary for typed comparers. Immutable.</summary>
/// <param name="Codec">The codec that decoded it, which knows the comparers.</param>
/// <param name="Value">The answer.</param>
internal sealed record TypedAnswer(CodecRegistration Codec, object Value);
