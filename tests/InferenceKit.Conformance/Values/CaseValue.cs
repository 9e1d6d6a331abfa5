namespace InferenceKit.Conformance.Values;

/// <summary>
/// A value of a test case, in neither ONNX Runtime's form nor ours, so that an error in one of the two cannot hide in
/// what both are compared with.
/// </summary>
internal abstract record CaseValue;
