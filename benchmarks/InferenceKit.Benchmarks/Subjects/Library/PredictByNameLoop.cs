using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>Typed predictions by one caller that has only the model's name.</summary>
internal sealed class PredictByNameLoop(IPredictorProvider predictors, string model, float[][] rows) : ICallLoop
{
    private int _next;

    public double Run(int calls)
    {
        var sum = 0.0;
        for (var i = 0; i < calls; i++)
        {
            var call = predictors.GetPredictor<float[], float>(model).TryPredictAsync(rows[_next]);
            var result = call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
            sum += result.GetOrThrow().Value;
            _next = _next + 1 == rows.Length ? 0 : _next + 1;
        }

        return sum;
    }
}
