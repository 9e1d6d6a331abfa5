namespace InferenceKit.Serving.Resilience;

/// <summary>An adapter with the type of the other model's answers.</summary>
internal sealed class AdapterOf<TIn, TOther, TOut>(string model, CodecRegistration<TIn, TOther> codec, Func<TOther, TOut> convert) : Adapter<TIn, TOut>(model)
{
    public override CodecRegistration Codec => codec;

    public TOut Convert(TOther answer) => convert(answer);

    public override TResult Accept<TResult>(IAdapterVisitor<TIn, TOut, TResult> visitor) => visitor.Visit(this);
}
