namespace InferenceKit.Benchmarks.Models;

/// <summary>The models that scenarios of many callers run on, by the names that the command line knows them by.</summary>
internal static class TrafficModels
{
    public const string BertToy = "bert-toy";

    private static readonly Dictionary<string, ModelRole> Roles = new()
    {
        ["mlp"] = ModelRole.Mlp,
        ["gbt"] = ModelRole.BoostedTrees,
        ["forest"] = ModelRole.Forest,
        ["squeezenet"] = ModelRole.Convolutional,
        ["dense"] = ModelRole.SlowDense,
    };

    public static IReadOnlyList<string> Names { get; } = [.. Roles.Keys, BertToy];

    /// <summary>The real one where there is one, otherwise the built one.</summary>
    /// <exception cref="NotSupportedException">There is only a real one, and not here.</exception>
    public static TrafficModel Find(ModelShelf shelf, string name)
    {
        if (Roles.TryGetValue(name, out var role))
            return TrafficModel.Of(shelf.Of(role)[^1]);
        return RealModels.FindFile(name) is { } path
            ? new(name, path, "seq_relationship_score")
            : throw new NotSupportedException($"There is no {name} in {RealModels.Variable} or beside the repository.");
    }
}
