namespace InferenceKit;

/// <summary>
/// Infers with tensors, sequences and maps, without a codec: for gateways, tools and models whose types are known
/// only at run time. Thread-safe; a singleton.
/// </summary>
public interface IInferenceClient
{
    /// <summary>Runs one request.</summary>
    /// <param name="request">The model, its inputs and the outputs wanted.</param>
    /// <param name="cancellationToken">Stops waiting, and the run where it can be stopped.</param>
    /// <returns>A response that owns pooled memory: dispose it.</returns>
    /// <exception cref="InferenceException">The request failed; its failure says why.</exception>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken = default);
}
