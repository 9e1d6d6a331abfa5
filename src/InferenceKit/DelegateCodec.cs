namespace InferenceKit;

/// <summary>A codec of two functions, given or made anew for each signature.</summary>
internal sealed class DelegateCodec<TIn, TOut>(Func<ModelSignature, (EncodeRow<TIn> Encode, DecodeRow<TOut> Decode)> bind)
    : PredictionCodec<TIn, TOut>
{
    public override BoundCodec<TIn, TOut> Bind(ModelSignature signature)
    {
        var (encode, decode) = bind(signature);
        return new BoundDelegateCodec<TIn, TOut>(encode, decode);
    }
}
