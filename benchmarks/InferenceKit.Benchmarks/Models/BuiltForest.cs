using InferenceKit.Testing;

namespace InferenceKit.Benchmarks.Models;

/// <summary>A hundred trees that vote on three classes: a label and tensor probabilities, without ZipMap.</summary>
internal static class BuiltForest
{
    private const int Features = 4;
    private const int Classes = 3;
    private const int Trees = 100;
    private const int Depth = 4;

    public static byte[] Build(int seed)
    {
        var random = new Random(seed);
        var trees = Enumerable.Range(0, Trees).Select(_ => Tree(random, Depth)).ToArray();
        return OnnxModelBuilder.Create("forest")
            .Input("x", ElementType.Float32, "batch", Features)
            .TreeEnsembleClassifier("x", trees, new long[] { 0, 1, 2 }, "label", "probabilities")
            .Output("label", ElementType.Int64, "batch")
            .Output("probabilities", ElementType.Float32, "batch", Classes)
            .Build();
    }

    private static OnnxTree Tree(Random random, int depth) => depth == 0
        ? OnnxTree.Leaf(new OnnxLeafWeight(random.Next(Classes), 1f / Trees))
        : OnnxTree.Split(
            random.Next(Features), (random.NextSingle() * 2) - 1, Tree(random, depth - 1), Tree(random, depth - 1));
}
