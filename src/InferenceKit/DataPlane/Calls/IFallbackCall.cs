using InferenceKit.DataPlane.Fallback;
using InferenceKit.DataPlane.Shadows;
using InferenceKit.DataPlane.Traffic;

namespace InferenceKit.DataPlane.Calls;

/// <summary>A call that a host makes, and that may be answered by something else than a version of its model.</summary>
/// <typeparam name="TValue">The decoded answer.</typeparam>
internal interface IFallbackCall<TValue> : IInferenceCall<TValue>, IKeyedCall
{
    /// <summary>Keeps memory that the input owns until <see cref="EndHold"/>, whatever attempts do with it.</summary>
    /// <returns>Null, or why the input cannot be used.</returns>
    InferenceFailure? Keep();

    /// <summary>Has inputs and outputs copied for shadows, whichever step runs it.</summary>
    void Mirror(ShadowSample sample);

    /// <summary>Gives back what was kept.</summary>
    void EndHold();

    /// <summary>Answers as a step says that is no version of the model itself; user code in it may throw.</summary>
    ValueTask<PredictionResult<TValue>> AnswerAsync(in FallbackRequest request);
}
