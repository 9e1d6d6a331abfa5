using Microsoft.ML.Data;

namespace TrainModels;

/// <summary>A model that has been trained, written as ONNX and compared.</summary>
/// <param name="Version">The version under which it is served.</param>
/// <param name="Algorithm">What trained it.</param>
/// <param name="Onnx">The bytes of the <c>.onnx</c> file.</param>
/// <param name="Metrics">What ML.NET says of it on the test rows.</param>
/// <param name="LargestDifference">How far ONNX Runtime's probabilities are from ML.NET's, at most.</param>
internal sealed record TrainedModel(int Version, string Algorithm, byte[] Onnx, CalibratedBinaryClassificationMetrics Metrics, double LargestDifference);
