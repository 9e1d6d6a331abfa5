namespace InferenceKit;

/// <summary>A bound codec of two functions.</summary>
internal sealed class BoundDelegateCodec<TIn, TOut>(EncodeRow<TIn> encode, DecodeRow<TOut> decode) : BoundCodec<TIn, TOut>
{
    public override void Encode(TIn input, TensorWriter writer) => encode(input, writer);

    public override TOut Decode(TensorReader reader) => decode(reader);
}
