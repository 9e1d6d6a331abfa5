namespace InferenceKit;

/// <summary>
/// Predicts with one registered model through its codec. Thread-safe; a singleton: keep it as long as you like,
/// swaps of versions happen behind it.
/// </summary>
/// <typeparam name="TIn">What the codec encodes.</typeparam>
/// <typeparam name="TOut">What the codec decodes to.</typeparam>
public interface IPredictor<TIn, TOut>
{
    /// <summary>The signature of the version that answers now.</summary>
    /// <exception cref="InferenceException">No version is ready (<see cref="InferenceError.ModelNotReady"/>).</exception>
    ModelSignature Signature { get; }

    /// <summary>
    /// Predicts one row. Completes synchronously when the model is fast and a concurrency slot is free; failure is
    /// a value, not an exception.
    /// </summary>
    /// <param name="input">One row; encoded after routing by the codec of the version that was chosen.</param>
    /// <param name="options">What differs for this request; null for the model's own settings.</param>
    /// <param name="cancellationToken">Stops waiting, and the run where it can be stopped.</param>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    ValueTask<PredictionResult<TOut>> TryPredictAsync(
        TIn input, InferenceRequestOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Predicts many rows with one version, in runs of the size that has proved fastest for this model.
    /// All or nothing: on failure the content of <paramref name="outputs"/> is undefined.
    /// </summary>
    /// <param name="inputs">The rows.</param>
    /// <param name="outputs">Receives the answer to each row at its index; at least as long as <paramref name="inputs"/>.</param>
    /// <param name="options">What differs for this request; the deadline is for all rows together.</param>
    /// <param name="cancellationToken">Stops between runs, and the run in progress where it can be stopped.</param>
    /// <exception cref="ArgumentException"><paramref name="outputs"/> is shorter than <paramref name="inputs"/>.</exception>
    /// <exception cref="InferenceException">A run failed, or a row could not be encoded; the message names the row.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    ValueTask PredictManyAsync(
        ReadOnlyMemory<TIn> inputs, Memory<TOut> outputs, InferenceRequestOptions? options = null,
        CancellationToken cancellationToken = default);
}
