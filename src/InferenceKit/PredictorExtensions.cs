namespace InferenceKit;

/// <summary>Other shapes of the call on <see cref="IPredictor{TIn, TOut}"/>.</summary>
public static class PredictorExtensions
{
    /// <summary>Predicts one row, or throws.</summary>
    /// <param name="predictor">The predictor.</param>
    /// <param name="input">One row.</param>
    /// <param name="options">What differs for this request; null for the model's own settings.</param>
    /// <param name="cancellationToken">Stops waiting, and the run where it can be stopped.</param>
    /// <exception cref="InferenceException">The prediction failed; its failure says why.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public static ValueTask<Prediction<TOut>> PredictAsync<TIn, TOut>(
        this IPredictor<TIn, TOut> predictor, TIn input, InferenceRequestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        var result = predictor.TryPredictAsync(input, options, cancellationToken);
        if (!result.IsCompletedSuccessfully) return Awaited(result);
        var completed = result.Result;
        // A failure is a failed task, never an exception of this call: a caller that starts many must get all of them.
        return completed.TryGet(out var prediction) ? new(prediction) : ValueTask.FromException<Prediction<TOut>>(new InferenceException(completed.Failure!));

        static async ValueTask<Prediction<TOut>> Awaited(ValueTask<PredictionResult<TOut>> result) =>
            (await result.ConfigureAwait(false)).GetOrThrow();
    }
}
