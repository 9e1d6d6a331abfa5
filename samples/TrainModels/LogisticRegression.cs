using InferenceKit;
using InferenceKit.Testing;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

namespace TrainModels;

/// <summary>Version 1: a logistic regression over normalized columns.</summary>
internal static class LogisticRegression
{
    public static ITransformer Train(MLContext ml, IDataView rows) =>
        ml.Transforms.NormalizeMeanVariance(nameof(PaymentRow.Features))
            .Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression(
                new LbfgsLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1, L1Regularization = 0, L2Regularization = 0.1f }))
            .Fit(rows);

    /// <summary>
    /// The normalization, the regression and its calibration are all affine up to the last sigmoid, so one Gemm does all three.
    /// They are multiplied out in double precision and rounded once.
    /// </summary>
    public static OnnxModelBuilder ToOnnx(ITransformer model)
    {
        var chain = (TransformerChain<BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>>)model;
        var normalizer = (NormalizingTransformer.AffineNormalizerModelParameters<System.Collections.Immutable.ImmutableArray<float>>)
            chain.OfType<NormalizingTransformer>().Single().GetNormalizerModelParameters(0);
        var calibrated = chain.LastTransformer.Model;
        var slope = -calibrated.Calibrator.Slope;
        var bias = (slope * calibrated.SubModel.Bias) - calibrated.Calibrator.Offset;
        var weights = new float[calibrated.SubModel.Weights.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            var weight = slope * calibrated.SubModel.Weights[i] * normalizer.Scale[i];

            // Without an offset the normalizer keeps zero at zero.
            if (!normalizer.Offset.IsDefaultOrEmpty)
                bias -= weight * normalizer.Offset[i];

            weights[i] = (float)weight;
        }

        return OnnxModelBuilder.Create("fraud-logistic-regression")
            .Input("features", ElementType.Float32, "batch", weights.Length)
            .Gemm("features", OnnxTensor.Create(weights, weights.Length, 1), OnnxTensor.Vector((float)bias), "log_odds")
            .Sigmoid("log_odds", "probability")
            .Output("probability", ElementType.Float32, "batch", 1);
    }
}
