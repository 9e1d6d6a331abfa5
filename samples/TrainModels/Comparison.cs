using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace TrainModels;

/// <summary>Runs the ONNX model beside the one that ML.NET trained.</summary>
internal static class Comparison
{
    /// <summary>How much probabilities may differ: rounding to single precision, and nothing that could change a decision.</summary>
    public const double Tolerance = 1e-6;

    /// <summary>The largest difference between the two over all rows; NaN where either gives one, and so never within <see cref="Tolerance"/>.</summary>
    public static double LargestDifference(byte[] onnx, IDataView scored, IReadOnlyList<LabelledPayment> rows)
    {
        var expected = scored.GetColumn<float>("Probability").ToArray();
        var actual = Run(onnx, rows);
        if (actual.Length != expected.Length)
            throw new InvalidOperationException($"{rows.Count} rows gave {actual.Length} probabilities with ONNX Runtime and {expected.Length} with ML.NET.");

        var largest = 0.0;
        for (var i = 0; i < expected.Length; i++)
            largest = Math.Max(largest, Math.Abs((double)expected[i] - actual[i]));

        return largest;
    }

    private static float[] Run(byte[] onnx, IReadOnlyList<LabelledPayment> rows)
    {
        var features = rows.SelectMany(row => row.Payment.ToFeatures()).ToArray();
        using var session = new InferenceSession(onnx);
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(features, [rows.Count, PaymentRow.FeatureCount]);
        using var outputs = session.Run(options, ["features"], [input], ["probability"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
