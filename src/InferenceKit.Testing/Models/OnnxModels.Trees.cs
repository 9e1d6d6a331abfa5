using InferenceKit.Testing.Models;

namespace InferenceKit.Testing;

public static partial class OnnxModels
{
    /// <summary>Boosted trees: <c>y</c> [batch, 1] is the sum of what complete random trees say. Their thresholds lie between -1 and 1.</summary>
    /// <param name="features">The width of <c>x</c>.</param>
    /// <param name="trees">How many trees.</param>
    /// <param name="depth">How many splits a row passes in each; a tree has 2 to that power leaves.</param>
    /// <param name="seed">What splits and leaves are drawn from.</param>
    public static byte[] GradientBoostedTrees(int features = 16, int trees = 100, int depth = 6, int seed = 1)
    {
        var random = new SeededRandom(seed);
        var ensemble = new OnnxTree[trees];
        for (var i = 0; i < trees; i++)
            ensemble[i] = CompleteTree(features, depth, () => OnnxTree.Leaf(random.Uniform(-0.1f, 0.1f)), random);

        return OnnxModelBuilder.Create("gradient-boosted-trees")
            .Input("x", ElementType.Float32, "batch", features)
            .TreeEnsembleRegressor("x", ensemble, "y")
            .Output("y", ElementType.Float32, "batch", 1)
            .Build();
    }

    /// <summary>A forest as scikit-learn exports it: <c>label</c>, Int64 or String [batch], and <c>probabilities</c>, a sequence of maps from label to Float32.</summary>
    /// <param name="features">The width of <c>x</c>.</param>
    /// <param name="labels">The classes: integers or texts, at least two.</param>
    /// <param name="trees">How many trees.</param>
    /// <param name="depth">How many splits a row passes in each.</param>
    /// <param name="seed">What splits and leaves are drawn from.</param>
    /// <exception cref="ArgumentException">Fewer than two labels, or labels that are no integers or texts.</exception>
    public static byte[] ForestClassifier(int features, OnnxLabels labels, int trees = 10, int depth = 4, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count < 2)
            throw new ArgumentException("A classifier needs at least two labels.", nameof(labels));

        var random = new SeededRandom(seed);
        var ensemble = new OnnxTree[trees];
        for (var i = 0; i < trees; i++)
            ensemble[i] = CompleteTree(features, depth, () => Vote(labels.Count, trees, random), random);

        return OnnxModelBuilder.Create("forest-classifier")
            .Input("x", ElementType.Float32, "batch", features)
            .TreeEnsembleClassifier("x", ensemble, labels, "label", "scores")
            .ZipMap("scores", labels, "probabilities")
            .Output("label", labels.Element, "batch")
            .Output("probabilities", OnnxType.Sequence(OnnxType.Map(labels.Element, OnnxType.Tensor(ElementType.Float32))))
            .Build();
    }

    private static OnnxTree CompleteTree(int features, int depth, Func<OnnxTree> leaf, SeededRandom random) =>
        depth == 0
            ? leaf()
            : OnnxTree.Split(
                random.Integer(features),
                random.Uniform(-1, 1),
                CompleteTree(features, depth - 1, leaf, random),
                CompleteTree(features, depth - 1, leaf, random));

    /// <summary>A leaf that splits its tree's share of the vote among all classes, so that a row's scores add up to 1.</summary>
    private static OnnxTree Vote(int classes, int trees, SeededRandom random)
    {
        var weights = new float[classes];
        for (var i = 0; i < classes; i++)
            weights[i] = random.Uniform(0.01f, 1);

        var total = weights.Sum() * trees;
        return OnnxTree.Leaf([.. weights.Select((weight, i) => new OnnxLeafWeight(i, weight / total))]);
    }
}
