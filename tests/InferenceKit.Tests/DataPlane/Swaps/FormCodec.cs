namespace InferenceKit.Tests.DataPlane.Swaps;

/// <summary>A codec that suits every width: it fills up with zeros what a version takes and the caller does not have.</summary>
internal sealed class FormCodec : PredictionCodec<float[], float>
{
    public override BoundCodec<float[], float> Bind(ModelSignature signature) => new Bound();

    private sealed class Bound : BoundCodec<float[], float>
    {
        public override void Encode(float[] input, TensorWriter writer)
        {
            var row = writer.Row<float>(0);
            row.Clear();
            input.CopyTo(row);
        }

        public override float Decode(TensorReader reader) => reader.Row<float>(0)[0];
    }
}
