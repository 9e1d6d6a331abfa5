using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

/// <summary>
/// What differs between a typed prediction and an inference on values. Structs implement it, so that the pipeline is
/// compiled for each without an allocation or an interface call.
/// </summary>
/// <typeparam name="TValue">The decoded answer.</typeparam>
internal interface IInferenceCall<TValue>
{
    /// <summary>
    /// Encodes the caller's original input for the version that was chosen, into the slot's buffers. May run user code
    /// and throw.
    /// </summary>
    /// <returns>Null, or why the input does not suit; then nothing is held in <paramref name="batch"/>.</returns>
    InferenceFailure? Encode(Slot slot, out RunBatch batch);

    /// <summary>Decodes after a completed run. May run user code and throw.</summary>
    TValue Decode(RunBatch batch);

    /// <summary>The request ended before any run took its input: gives owned memory back.</summary>
    void Refuse();
}
