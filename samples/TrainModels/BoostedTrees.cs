using InferenceKit;
using InferenceKit.Testing;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace TrainModels;

/// <summary>Version 2: gradient-boosted trees.</summary>
internal static class BoostedTrees
{
    public static ITransformer Train(MLContext ml, IDataView rows) =>
        ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            NumberOfTrees = 100,
            NumberOfLeaves = 16,
            MinimumExampleCountPerLeaf = 25,
            LearningRate = 0.1,

            // Several threads add up in another order each time, and the committed model would differ from run to run.
            NumberOfThreads = 1,
            Seed = 1,
        }).Fit(rows);

    /// <summary>ML.NET sums the weighted leaves, then turns the sum into a probability with the calibrator's sigmoid.</summary>
    public static OnnxModelBuilder ToOnnx(ITransformer model)
    {
        var calibrated = ((BinaryPredictionTransformer<CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>>)model).Model;
        var ensemble = calibrated.SubModel.TrainedTreeEnsemble;
        var trees = ensemble.Trees.Select((tree, i) => Child(tree, tree.NumberOfNodes > 0 ? 0 : ~0, ensemble.TreeWeights[i])).ToList();
        return OnnxModelBuilder.Create("fraud-boosted-trees")
            .Input("features", ElementType.Float32, "batch", PaymentRow.FeatureCount)
            .TreeEnsembleRegressor("features", trees, "score", baseValues: [(float)ensemble.Bias])
            .Mul("score", (float)-calibrated.Calibrator.Slope, "sloped")
            .Add("sloped", (float)-calibrated.Calibrator.Offset, "log_odds")
            .Sigmoid("log_odds", "probability")
            .Output("probability", ElementType.Float32, "batch", 1);
    }

    /// <summary>ML.NET numbers a child that is a leaf with the complement of the leaf's index.</summary>
    private static OnnxTree Child(RegressionTree tree, int child, double weight) =>
        child < 0
            ? OnnxTree.Leaf((float)(weight * tree.LeafValues[~child]))
            : OnnxTree.Split(
                tree.NumericalSplitFeatureIndexes[child],
                tree.NumericalSplitThresholds[child],
                Child(tree, tree.LeftChild[child], weight),
                Child(tree, tree.RightChild[child], weight));
}
