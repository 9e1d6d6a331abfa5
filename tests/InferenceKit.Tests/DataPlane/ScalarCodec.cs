namespace InferenceKit.Tests.DataPlane;

/// <summary>One number in, one number out; counts nothing, keeps nothing.</summary>
internal sealed class ScalarCodec(Action<float>? onEncode = null, Action<float>? onDecode = null) : PredictionCodec<float, float>
{
    public override BoundCodec<float, float> Bind(ModelSignature signature) => new Bound(onEncode, onDecode);

    private sealed class Bound(Action<float>? onEncode, Action<float>? onDecode) : BoundCodec<float, float>
    {
        public override void Encode(float input, TensorWriter writer)
        {
            onEncode?.Invoke(input);
            writer.Row<float>(0)[0] = input;
        }

        public override float Decode(TensorReader reader)
        {
            var value = reader.Row<float>(0)[0];
            onDecode?.Invoke(value);
            return value;
        }
    }
}
