using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>As <see cref="PredictCaller"/>, and tells of each answer of one version.</summary>
internal sealed class WatchedCaller(IPredictor<float[], float> predictor, float[][] rows, ModelVersion version, FirstAnswer answer) : ICaller
{
    private int _next;

    public ValueTask<bool> CallAsync()
    {
        var begun = answer.Begin();
        var row = rows[_next];
        _next = _next + 1 == rows.Length ? 0 : _next + 1;
        var call = predictor.TryPredictAsync(row);
        return call.IsCompletedSuccessfully ? new(Take(call.Result, begun)) : AwaitAsync(call, begun);
    }

    private async ValueTask<bool> AwaitAsync(ValueTask<PredictionResult<float>> call, long begun) => Take(await call, begun);

    private bool Take(PredictionResult<float> result, long begun)
    {
        if (!result.TryGet(out var prediction))
            return false;
        if (begun != 0 && prediction.Info.Model.Version == version)
            answer.End(begun);
        return !float.IsNaN(prediction.Value);
    }
}
