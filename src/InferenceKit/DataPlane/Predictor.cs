using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane;

/// <summary>A model's predictor: a codec's place in a registration, and the pipeline.</summary>
internal sealed class Predictor<TIn, TOut>(
    ModelRegistration registration, int codecIndex, ServingState serving, RequestPipeline pipeline, ManyPipeline many) : IPredictor<TIn, TOut>
{
    public ModelSignature Signature =>
        serving.Current.Models[registration.Ordinal] is { Primary: { } primary }
            ? primary.Signature
            : throw new InferenceException(Failures.NotReady(registration.Name, serving.Current.Models[registration.Ordinal].NotReady));

    public ValueTask<PredictionResult<TOut>> TryPredictAsync(
        TIn input, InferenceRequestOptions? options = null, CancellationToken cancellationToken = default) =>
        pipeline.InvokeAsync<TypedCall<TIn, TOut>, TOut>(new(input, codecIndex), registration, options, cancellationToken);

    public ValueTask PredictManyAsync(
        ReadOnlyMemory<TIn> inputs, Memory<TOut> outputs, InferenceRequestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        if (outputs.Length < inputs.Length)
            throw new ArgumentException($"There are {inputs.Length} inputs, but room for {outputs.Length} outputs only.", nameof(outputs));
        return inputs.IsEmpty
            ? default
            : many.InvokeAsync<TIn, TOut>(new(inputs, outputs, codecIndex), registration, options, cancellationToken);
    }
}
