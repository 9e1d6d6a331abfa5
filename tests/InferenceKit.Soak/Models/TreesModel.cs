using InferenceKit.Testing;

namespace InferenceKit.Soak.Models;

/// <summary>Boosted trees, for which rows in company cost somewhat less.</summary>
internal static class TreesModel
{
    private const int Trees = 50;
    private const int Depth = 5;

    public static SoakModel Create(string name, Random random, float[][] rows)
    {
        var width = rows[0].Length;
        var trees = new OnnxTree[Trees];
        for (var i = 0; i < trees.Length; i++)
            trees[i] = Grow(random, width, Depth);
        return new(name, rows, row => trees.Sum(tree => Vote(tree, row)), version => OnnxModelBuilder.Create("trees")
            .Input("x", ElementType.Float32, "batch", width)
            .TreeEnsembleRegressor("x", trees, "y", baseValues: [version])
            .Output("y", ElementType.Float32, "batch", 1)
            .Build());
    }

    private static OnnxTree Grow(Random random, int width, int depth) =>
        depth == 0
            ? OnnxTree.Leaf(random.NextSingle() - 0.5f)
            : OnnxTree.Split(random.Next(width), (random.NextSingle() * 2) - 1, Grow(random, width, depth - 1), Grow(random, width, depth - 1));

    private static float Vote(OnnxTree tree, float[] row)
    {
        while (!tree.IsLeaf)
            tree = (row[tree.Feature] <= tree.Threshold ? tree.IfTrue : tree.IfFalse)!;
        return tree.Weights[0].Weight;
    }
}
