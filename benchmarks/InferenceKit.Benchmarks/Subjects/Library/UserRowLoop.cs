using InferenceKit.Benchmarks.Load;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>As <see cref="PredictLoop"/>, for rows of any inputs.</summary>
internal sealed class UserRowLoop(IPredictor<UserRow, float> predictor, UserRow[] rows) : ICallLoop
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
