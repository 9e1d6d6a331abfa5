namespace InferenceKit.Testing;

/// <summary>Builds a graph inside a graph: a loop's body or a branch. It may take tensors of the graphs around it by name.</summary>
/// <param name="name">The graph's name.</param>
/// <exception cref="ArgumentException">The name is null or empty.</exception>
public sealed class OnnxSubgraphBuilder(string name = "body") : OnnxGraphBuilder<OnnxSubgraphBuilder>(name);
