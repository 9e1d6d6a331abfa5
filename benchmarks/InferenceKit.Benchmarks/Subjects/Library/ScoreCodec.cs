namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>Copies a row in and takes the first element of one output: what the raw loops do, as a codec.</summary>
internal sealed class ScoreCodec(string scoreOutput) : PredictionCodec<float[], float>
{
    public override BoundCodec<float[], float> Bind(ModelSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return new Bound(signature.IndexOfOutput(scoreOutput));
    }

    private sealed class Bound(int output) : BoundCodec<float[], float>
    {
        public override void Encode(float[] input, TensorWriter writer) => writer.Write<float>(0, input);

        public override float Decode(TensorReader reader) => reader.Row<float>(output)[0];
    }
}
