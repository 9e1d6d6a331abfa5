namespace InferenceKit;

/// <summary>
/// Turns inputs into tensors and tensors into answers. A codec is a factory: it is bound once for each version that
/// loads, so that two versions with different tensors can serve side by side. Immutable and thread-safe.
/// </summary>
/// <typeparam name="TIn">What is encoded: one row.</typeparam>
/// <typeparam name="TOut">What is decoded: the answer to one row.</typeparam>
public abstract class PredictionCodec<TIn, TOut>
{
    /// <summary>
    /// Looks up names and checks shapes, once for a version; throw where the signature does not suit, and the version
    /// is not put into service.
    /// </summary>
    /// <param name="signature">The inputs and outputs of the version.</param>
    /// <returns>The bound codec; immutable and thread-safe.</returns>
    public abstract BoundCodec<TIn, TOut> Bind(ModelSignature signature);
}
