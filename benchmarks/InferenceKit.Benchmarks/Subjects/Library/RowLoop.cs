using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>One caller, row after row.</summary>
internal sealed class RowLoop(IPredictor<float[], float> predictor, float[][] rows) : ICallLoop
{
    private int _next;

    public double Run(int calls)
    {
        var sum = 0.0;
        for (var i = 0; i < calls; i++)
        {
            var call = predictor.TryPredictAsync(rows[_next]);
            var result = call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
            sum += result.GetOrThrow().Value;
            _next = _next + 1 == rows.Length ? 0 : _next + 1;
        }

        return sum;
    }
}
