namespace InferenceKit.Runtime;

/// <summary>A codec, or how to get it from the service provider.</summary>
internal sealed class CodecRegistration<TIn, TOut>(Func<IServiceProvider, PredictionCodec<TIn, TOut>> codec) : CodecRegistration
{
    public override Type InputType => typeof(TIn);

    public override Type OutputType => typeof(TOut);

    public override object Bind(IServiceProvider services, ModelSignature signature) =>
        codec(services).Bind(signature) ?? throw new InvalidOperationException("The codec's Bind returned null.");
}
