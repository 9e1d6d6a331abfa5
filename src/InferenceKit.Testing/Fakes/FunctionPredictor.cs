namespace InferenceKit.Testing;

/// <summary>A predictor that is a function.</summary>
internal sealed class FunctionPredictor<TIn, TOut>(Func<TIn, TOut> predict) : IPredictor<TIn, TOut>
{
    private static readonly ModelId Id = new("fake", ModelVersion.FromNumber(1));
    private long _predictions;

    public ModelSignature Signature { get; } = new([], []);

    public ValueTask<PredictionResult<TOut>> TryPredictAsync(
        TIn input, InferenceRequestOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<PredictionResult<TOut>>(cancellationToken);
        try
        {
            var id = PredictionId.Create((ulong)Interlocked.Increment(ref _predictions));
            return new(new PredictionResult<TOut>(predict(input), new InferenceInfo(id, Id, 1, TimeSpan.Zero, TimeSpan.Zero)));
        }
        catch (InferenceException exception)
        {
            return new(new PredictionResult<TOut>(exception.Failure));
        }
    }

    public ValueTask PredictManyAsync(
        ReadOnlyMemory<TIn> inputs, Memory<TOut> outputs, InferenceRequestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (outputs.Length < inputs.Length) throw new ArgumentException("There is not room for every output.", nameof(outputs));
        cancellationToken.ThrowIfCancellationRequested();
        for (var i = 0; i < inputs.Length; i++) outputs.Span[i] = predict(inputs.Span[i]);
        return default;
    }
}
