namespace InferenceKit.Testing;

public abstract partial class OnnxGraphBuilder<TSelf>
{
    /// <summary>Adds a loop. Its body may take tensors of the graphs around it by name.</summary>
    /// <param name="trips">The greatest number of trips: Int64 scalar, or <see cref="OnnxOperand.None"/>.</param>
    /// <param name="condition">Whether to make the first trip: Bool scalar, or <see cref="OnnxOperand.None"/> for yes.</param>
    /// <param name="states">The first values of what a trip hands to the next.</param>
    /// <param name="outputs">The last values of the states, then what each trip gave, one after the other.</param>
    /// <param name="body">One trip. Its inputs: the trip's number (Int64 scalar), the condition (Bool scalar), the states. Its outputs: whether to go on (Bool scalar), the next states, what the trip gives.</param>
    /// <exception cref="ArgumentException">The body's inputs or outputs are not as many as the states and outputs call for.</exception>
    public TSelf Loop(
        OnnxOperand trips,
        OnnxOperand condition,
        ReadOnlySpan<OnnxOperand> states,
        ReadOnlySpan<string> outputs,
        Action<OnnxSubgraphBuilder> body)
    {
        var graph = Fill("body", body);
        if (graph.Content.Inputs.Count != states.Length + 2)
            throw new ArgumentException($"The body takes {graph.Content.Inputs.Count} inputs, but the trip's number, the condition and {states.Length} states are {states.Length + 2}.", nameof(body));

        if (graph.Content.Outputs.Count != outputs.Length + 1)
            throw new ArgumentException($"The body gives {graph.Content.Outputs.Count} outputs, but the condition and {outputs.Length} outputs of the loop are {outputs.Length + 1}.", nameof(body));

        return Node("Loop", [trips, condition, .. states], outputs, [OnnxAttribute.Graph("body", graph)]);
    }

    /// <summary>Adds a choice between two graphs. Neither has inputs: they take tensors of the graphs around them by name.</summary>
    /// <param name="condition">Bool scalar.</param>
    /// <param name="outputs">The outputs of the graph that was chosen.</param>
    /// <param name="then">What runs if the condition is true.</param>
    /// <param name="otherwise">What runs if it is false.</param>
    /// <exception cref="ArgumentException">A graph's outputs are not as many as <paramref name="outputs"/>, or it has inputs.</exception>
    public TSelf If(OnnxOperand condition, ReadOnlySpan<string> outputs, Action<OnnxSubgraphBuilder> then, Action<OnnxSubgraphBuilder> otherwise) =>
        Node(
            "If",
            [condition],
            outputs,
            [OnnxAttribute.Graph("then_branch", Branch("then", outputs.Length, then)), OnnxAttribute.Graph("else_branch", Branch("otherwise", outputs.Length, otherwise))]);

    private static OnnxSubgraphBuilder Branch(string name, int outputs, Action<OnnxSubgraphBuilder> fill)
    {
        var graph = Fill(name, fill);
        if (graph.Content.Inputs.Count > 0)
            throw new ArgumentException($"The branch '{name}' declares inputs; it takes the tensors around it by name instead.", nameof(fill));

        if (graph.Content.Outputs.Count != outputs)
            throw new ArgumentException($"The branch '{name}' gives {graph.Content.Outputs.Count} outputs, but the choice has {outputs}.", nameof(fill));

        return graph;
    }

    private static OnnxSubgraphBuilder Fill(string name, Action<OnnxSubgraphBuilder> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var graph = new OnnxSubgraphBuilder(name);
        fill(graph);
        return graph;
    }
}
