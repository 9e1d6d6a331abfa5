using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>
/// Typed predictions by one caller, each awaited only where it really waits. Not generic, as a user's code would not be:
/// the compiler shares generic code for all classes and pays for that with a look-up on every call.
/// </summary>
internal sealed class PredictLoop(IPredictor<float[], float> predictor, float[][] rows) : ICallLoop
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
