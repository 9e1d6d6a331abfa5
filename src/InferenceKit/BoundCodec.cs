namespace InferenceKit;

/// <summary>
/// A codec bound to one version's signature. Called from many threads at once, each time in the execution context of
/// the caller whose row it is: keep no state.
/// </summary>
/// <typeparam name="TIn">What is encoded: one row.</typeparam>
/// <typeparam name="TOut">What is decoded: the answer to one row.</typeparam>
public abstract class BoundCodec<TIn, TOut>
{
    /// <summary>
    /// Writes one row straight into the memory of its run. An exception fails this row's caller only, as
    /// <see cref="InferenceError.InvalidInput"/>.
    /// </summary>
    /// <param name="input">The row.</param>
    /// <param name="writer">Writes the row's tensors; every input that is not optional must be written.</param>
    public abstract void Encode(TIn input, TensorWriter writer);

    /// <summary>
    /// Reads one row's answer. Spans from the reader end with the call: copy what is kept. An exception fails this
    /// row's caller only, as <see cref="InferenceError.InvalidOutput"/>.
    /// </summary>
    /// <param name="reader">Reads the row's part of the outputs.</param>
    public abstract TOut Decode(TensorReader reader);
}
