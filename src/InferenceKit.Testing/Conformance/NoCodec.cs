namespace InferenceKit.Testing.Conformance;

/// <summary>A codec for hosts that are asked on values alone.</summary>
internal sealed class NoCodec : PredictionCodec<NoCodec, NoCodec>
{
    public static NoCodec Instance { get; } = new();

    public override BoundCodec<NoCodec, NoCodec> Bind(ModelSignature signature) => new Bound();

    private sealed class Bound : BoundCodec<NoCodec, NoCodec>
    {
        public override void Encode(NoCodec input, TensorWriter writer) => throw new NotSupportedException();

        public override NoCodec Decode(TensorReader reader) => throw new NotSupportedException();
    }
}
