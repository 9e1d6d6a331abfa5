namespace InferenceKit.Testing.Onnx.Graphs;

/// <summary>A tensor that is part of a graph, with its name.</summary>
internal readonly record struct GraphConstant(string Name, OnnxTensor Tensor);
