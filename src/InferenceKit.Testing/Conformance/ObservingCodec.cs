namespace InferenceKit.Testing.Conformance;

/// <summary>A user's codec that also copies what the user's saw.</summary>
internal sealed class ObservingCodec<TIn, TOut>(PredictionCodec<TIn, TOut> codec) : PredictionCodec<TIn, ObservedRow<TOut>>
{
    public override BoundCodec<TIn, ObservedRow<TOut>> Bind(ModelSignature signature) => new Bound(codec.Bind(signature), signature.Outputs.Count);

    private sealed class Bound(BoundCodec<TIn, TOut> codec, int outputs) : BoundCodec<TIn, ObservedRow<TOut>>
    {
        public override void Encode(TIn input, TensorWriter writer) => codec.Encode(input, writer);

        public override ObservedRow<TOut> Decode(TensorReader reader)
        {
            var seen = new InferenceValue[outputs];
            for (var i = 0; i < outputs; i++) seen[i] = reader.Value(i);
            return new(codec.Decode(reader), seen);
        }
    }
}
