using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>Many rows in one call.</summary>
internal sealed class PredictRows(IPredictor<float[], float> predictor) : IManyRows
{
    public void Predict(float[][] rows, float[] scores)
    {
        var call = predictor.PredictManyAsync(rows, scores);
        if (call.IsCompletedSuccessfully)
            call.GetAwaiter().GetResult();
        else
            call.AsTask().GetAwaiter().GetResult();
    }
}
