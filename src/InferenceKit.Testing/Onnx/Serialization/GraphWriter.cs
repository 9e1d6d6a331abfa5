using InferenceKit.Testing.Onnx.Graphs;

namespace InferenceKit.Testing.Onnx.Serialization;

/// <summary>Writes a graph, its nodes and their attributes.</summary>
internal sealed class GraphWriter
{
    private readonly GraphContent _graph;
    private readonly NameSource _names;
    private readonly List<GraphConstant> _constants;

    public GraphWriter(GraphContent graph)
        : this(graph, new NameSource(graph))
    {
    }

    private GraphWriter(GraphContent graph, NameSource names)
    {
        _graph = graph;
        _names = names;
        _constants = [.. graph.Constants, .. graph.Defaults];
    }

    public void Write(ProtobufWriter writer)
    {
        // Nodes come first: writing them collects the constants that are operands, which are written next.
        foreach (var node in _graph.Nodes)
            writer.Message(1, node, Node);

        writer.Text(2, _graph.Name);
        foreach (var constant in _constants)
            writer.Message(5, constant, static (nested, named) => ValueWriter.Tensor(nested, named.Tensor, named.Name));

        foreach (var input in _graph.Inputs)
            writer.Message(11, input, ValueWriter.Declaration);

        foreach (var output in _graph.Outputs)
            writer.Message(12, output, ValueWriter.Declaration);
    }

    private void Node(ProtobufWriter writer, GraphNode node)
    {
        var name = _names.Node(node);
        for (var i = 0; i < node.Inputs.Length; i++)
            writer.Text(1, InputName(node.Inputs[i], name, i));

        foreach (var output in node.Outputs)
            writer.Text(2, output);

        writer.Text(3, name);
        writer.Text(4, node.OpType);
        foreach (var attribute in node.Attributes)
            writer.Message(5, attribute, Attribute);

        writer.OptionalText(7, node.Domain);
    }

    private string InputName(OnnxOperand input, string node, int index)
    {
        if (input.Constant is null)
            return input.Name;

        var name = _names.Constant(node, index);
        _constants.Add(new GraphConstant(name, input.Constant));
        return name;
    }

    private void Attribute(ProtobufWriter writer, OnnxAttribute attribute)
    {
        writer.Text(1, attribute.Name);
        writer.Integer(20, Content(writer, attribute.Value));
    }

    /// <summary>Writes the value and returns the code of its type.</summary>
    private int Content(ProtobufWriter writer, object value)
    {
        switch (value)
        {
            case float number:
                writer.Float(2, number);
                return 1;
            case long integer:
                writer.Integer(3, integer);
                return 2;
            case string text:
                writer.Text(4, text);
                return 3;
            case OnnxTensor tensor:
                writer.Message(5, tensor, static (nested, t) => ValueWriter.Tensor(nested, t, ""));
                return 4;
            case OnnxSubgraphBuilder subgraph:
                // The nested graph shares the names, because ONNX Runtime wants them unique over all graphs of a model.
                writer.Message(6, new GraphWriter(subgraph.Content, _names), static (nested, graph) => graph.Write(nested));
                return 5;
            case float[] numbers:
                Array.ForEach(numbers, number => writer.Float(7, number));
                return 6;
            case long[] integers:
                Array.ForEach(integers, integer => writer.Integer(8, integer));
                return 7;
            case string[] texts:
                Array.ForEach(texts, text => writer.Text(9, text));
                return 8;
            case OnnxType type:
                writer.Message(14, type, ValueWriter.Type);
                return 13;
            default:
                throw new InvalidOperationException($"An attribute cannot hold {value.GetType()}.");
        }
    }
}
