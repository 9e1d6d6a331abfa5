namespace InferenceKit.Testing.Onnx.Graphs;

/// <summary>A node as the caller described it. Names that the caller left out are given when the model is written.</summary>
internal sealed class GraphNode(string opType, string domain, string? name, OnnxOperand[] inputs, string[] outputs, OnnxAttribute[] attributes, int minimumOpset)
{
    public string OpType { get; } = opType;

    public string Domain { get; } = domain;

    public string? Name { get; } = name;

    public OnnxOperand[] Inputs { get; } = inputs;

    public string[] Outputs { get; } = outputs;

    public OnnxAttribute[] Attributes { get; } = attributes;

    /// <summary>The first version of the standard operators that has this form of the operator.</summary>
    public int MinimumOpset { get; } = minimumOpset;

    /// <summary>How an error message names the node.</summary>
    public override string ToString() => Name is not null ? $"the {OpType} '{Name}'" : $"the {OpType} that gives '{string.Join("', '", Outputs)}'";
}
