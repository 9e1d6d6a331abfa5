namespace InferenceKit.Testing.Onnx.Graphs;

/// <summary>Finds mistakes early and all at once. ONNX Runtime reports them at the load, one at a time, and by generated names.</summary>
internal sealed class ModelCheck
{
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _nodeNames = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, int> _opsets;

    private ModelCheck(IReadOnlyDictionary<string, int> opsets) => _opsets = opsets;

    public static IReadOnlyList<string> Run(GraphContent graph, IReadOnlyDictionary<string, int> opsets)
    {
        var check = new ModelCheck(opsets);
        check.Graph(graph, new HashSet<string>(StringComparer.Ordinal));
        return check._problems;
    }

    /// <param name="graph">The graph to check.</param>
    /// <param name="around">The names of the graphs around it, which it may use but not define again.</param>
    private void Graph(GraphContent graph, HashSet<string> around)
    {
        var known = new HashSet<string>(around, StringComparer.Ordinal);
        foreach (var input in graph.Inputs)
            Define(input.Name, known, graph, "an input");

        foreach (var constant in graph.Constants)
            Define(constant.Name, known, graph, "an initializer");

        var later = graph.Nodes.SelectMany(node => node.Outputs).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
            Node(node, graph, known, later);

        if (graph.Outputs.Count == 0)
            _problems.Add($"The graph '{graph.Name}' has no output.");

        foreach (var output in graph.Outputs)
        {
            if (!known.Contains(output.Name))
                _problems.Add($"The output '{output.Name}' of the graph '{graph.Name}' comes from nowhere.");
        }

        foreach (var twice in graph.Outputs.GroupBy(output => output.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            _problems.Add($"The graph '{graph.Name}' declares the output '{twice.Key}' {twice.Count()} times.");
    }

    private void Node(GraphNode node, GraphContent graph, HashSet<string> known, HashSet<string> later)
    {
        Operator(node);
        foreach (var input in node.Inputs)
        {
            if (input.Name.Length > 0 && !known.Contains(input.Name))
                _problems.Add($"'{input.Name}', which {node} takes, {(later.Contains(input.Name) ? "is given only by a later node" : "comes from nowhere")}.");
        }

        foreach (var attribute in node.Attributes)
        {
            if (attribute.Value is OnnxSubgraphBuilder subgraph)
                Graph(subgraph.Content, known);
        }

        foreach (var output in node.Outputs)
        {
            if (output.Length > 0)
                Define(output, known, graph, node.ToString());
        }
    }

    private void Operator(GraphNode node)
    {
        if (node.Name is not null && !_nodeNames.Add(node.Name))
            _problems.Add($"Two nodes have the name '{node.Name}'.");

        if (!_opsets.TryGetValue(node.Domain, out var version))
            _problems.Add($"The domain '{node.Domain}' of {node} is not imported: call Opset(\"{node.Domain}\", version).");
        else if (node.Domain == OnnxDomain.Standard && version < node.MinimumOpset)
            _problems.Add($"Opset {version} does not have the form of {node}: call Opset({node.MinimumOpset}) or later.");
    }

    private void Define(string name, HashSet<string> known, GraphContent graph, string by)
    {
        if (!known.Add(name))
            _problems.Add($"'{name}' is given twice: the second time by {by} of the graph '{graph.Name}'.");
    }
}
