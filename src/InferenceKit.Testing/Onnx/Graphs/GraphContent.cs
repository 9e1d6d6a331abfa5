namespace InferenceKit.Testing.Onnx.Graphs;

/// <summary>What a graph holds, in the order in which the caller added it.</summary>
internal sealed class GraphContent(string name)
{
    public string Name { get; } = name;

    public List<GraphValue> Inputs { get; } = [];

    public List<GraphValue> Outputs { get; } = [];

    public List<GraphConstant> Constants { get; } = [];

    /// <summary>Values of inputs that a caller may leave out. They are written beside the constants, under their input's name.</summary>
    public List<GraphConstant> Defaults { get; } = [];

    public List<GraphNode> Nodes { get; } = [];
}
