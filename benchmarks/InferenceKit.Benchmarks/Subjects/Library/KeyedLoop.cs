using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>As <see cref="PredictLoop"/>, with a routing key for each request.</summary>
internal sealed class KeyedLoop(IPredictor<float[], float> predictor, float[][] rows) : ICallLoop
{
    private readonly InferenceRequestOptions[] _keys = [.. Enumerable.Range(0, 1000).Select(i => new InferenceRequestOptions { RoutingKey = $"customer-{i}" })];
    private int _next;
    private int _nextKey;

    public double Run(int calls)
    {
        var sum = 0.0;
        for (var i = 0; i < calls; i++)
        {
            var call = predictor.TryPredictAsync(rows[_next], _keys[_nextKey]);
            var result = call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
            sum += result.GetOrThrow().Value;
            _next = _next + 1 == rows.Length ? 0 : _next + 1;
            _nextKey = _nextKey + 1 == _keys.Length ? 0 : _nextKey + 1;
        }

        return sum;
    }
}
