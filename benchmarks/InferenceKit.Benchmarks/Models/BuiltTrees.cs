using InferenceKit.Testing;

namespace InferenceKit.Benchmarks.Models;

/// <summary>Boosted trees of the usual size for a table: 300 trees over 30 features, one score.</summary>
internal static class BuiltTrees
{
    public const int Width = 30;

    public static TrafficModel Get(ModelShelf shelf) =>
        new("built-trees", shelf.Keep("trees.onnx", () => OnnxModels.GradientBoostedTrees(Width, trees: 300)));
}
