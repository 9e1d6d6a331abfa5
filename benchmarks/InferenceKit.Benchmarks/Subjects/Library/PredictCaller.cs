using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>One of several callers of a predictor that they share.</summary>
internal sealed class PredictCaller(IPredictor<float[], float> predictor, float[][] rows, int firstRow) : ICaller
{
    private int _next = firstRow % rows.Length;
    private double _sum;

    public ValueTask<bool> CallAsync()
    {
        var row = rows[_next];
        _next = _next + 1 == rows.Length ? 0 : _next + 1;
        var call = predictor.TryPredictAsync(row);
        return call.IsCompletedSuccessfully ? new(Take(call.Result)) : AwaitAsync(call);
    }

    private async ValueTask<bool> AwaitAsync(ValueTask<PredictionResult<float>> call) => Take(await call);

    private bool Take(PredictionResult<float> result)
    {
        if (!result.TryGet(out var prediction))
            return false;
        _sum += prediction.Value;
        return !double.IsNaN(_sum);
    }
}
