namespace InferenceKit.Testing.Onnx.Graphs;

/// <summary>An input or output of a graph.</summary>
internal readonly record struct GraphValue(string Name, OnnxType Type);
