namespace InferenceKit.Testing.Conformance;

/// <summary>What ONNX Runtime answered: outputs, or why there are none.</summary>
internal sealed record RawAnswer(NamedValue[] Outputs, string? Problem);
