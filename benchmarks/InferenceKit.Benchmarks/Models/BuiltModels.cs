using InferenceKit.Testing;

namespace InferenceKit.Benchmarks.Models;

/// <summary>Models of the same sizes as the real ones, with random weights, so that a fresh clone can measure.</summary>
internal static class BuiltModels
{
    /// <summary>Thresholds of the built trees lie between -1 and 1; rows must fall on both sides of each.</summary>
    private static readonly RowDistribution TreeRows = RowDistribution.Uniform(-1, 1);

    public static BenchmarkModel Build(ModelRole role, int seed, string path)
    {
        var (name, bytes, output, distribution) = role switch
        {
            ModelRole.Mlp => ("built-mlp", OnnxModels.Mlp(seed: seed), "y", RowDistribution.Normal),
            ModelRole.WideMlp => ("built-wide-mlp", OnnxModels.Mlp(inputs: 512, hidden: 650, seed: seed), "y", RowDistribution.Normal),
            ModelRole.BoostedTrees => ("built-gbt", OnnxModels.GradientBoostedTrees(features: 32, seed: seed), "y", TreeRows),
            ModelRole.SmallBoostedTrees => ("built-gbt-20x4", OnnxModels.GradientBoostedTrees(features: 4, trees: 20, depth: 4, seed: seed), "y", TreeRows),
            ModelRole.Forest => ("built-forest", BuiltForest.Build(seed), "probabilities", TreeRows),
            ModelRole.Mnist => ("built-mnist", BuiltMnist.Build(seed), "y", RowDistribution.Uniform(0, 1)),
            ModelRole.Convolutional => ("built-convolutional", OnnxModels.ConvolutionalNet(seed: seed), "y", RowDistribution.Uniform(-1, 1)),
            ModelRole.SlowDense => ("built-dense", BuiltDense.Build(seed), "y", RowDistribution.Normal),
            _ => throw new ArgumentOutOfRangeException(nameof(role)),
        };
        if (!File.Exists(path))
            File.WriteAllBytes(path, bytes);
        return new(name, path, output, distribution);
    }
}
