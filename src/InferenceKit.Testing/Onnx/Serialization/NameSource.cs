using System.Globalization;
using InferenceKit.Testing.Onnx.Graphs;

namespace InferenceKit.Testing.Onnx.Serialization;

/// <summary>Gives names to nodes and constants that have none. They are unique in the whole model, because ONNX Runtime rejects duplicates.</summary>
internal sealed class NameSource
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public NameSource(GraphContent graph) => Collect(graph);

    public string Node(GraphNode node)
    {
        if (node.Name is not null)
            return node.Name;

        string name;
        do
        {
            var count = _counts.GetValueOrDefault(node.OpType);
            _counts[node.OpType] = count + 1;
            name = string.Create(CultureInfo.InvariantCulture, $"{node.OpType}_{count}");
        }
        while (!_taken.Add(name));

        return name;
    }

    public string Constant(string node, int input)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{node}_input_{input}");
        while (!_taken.Add(name))
            name += "_";

        return name;
    }

    private void Collect(GraphContent graph)
    {
        _taken.UnionWith(graph.Inputs.Select(input => input.Name));
        _taken.UnionWith(graph.Constants.Select(constant => constant.Name));
        foreach (var node in graph.Nodes)
        {
            _taken.UnionWith(node.Outputs);
            if (node.Name is not null)
                _taken.Add(node.Name);

            foreach (var subgraph in node.Attributes.Select(attribute => attribute.Value).OfType<OnnxSubgraphBuilder>())
                Collect(subgraph.Content);
        }
    }
}
