namespace InferenceKit.Benchmarks.UserModels;

/// <summary>Writes rows of any numeric inputs, and reads the first element of one output as the score.</summary>
internal sealed class UserCodec(IReadOnlyList<UserInput> inputs, string scoreOutput) : PredictionCodec<UserRow, float>
{
    public override BoundCodec<UserRow, float> Bind(ModelSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        var score = signature.IndexOfOutput(scoreOutput);
        return new Bound(
            [.. inputs.Select(i => InputWriter.For(i, signature))],
            ScoreReader.For(signature.Outputs[score].ElementType, score));
    }

    private sealed class Bound(InputWriter[] writers, ScoreReader score) : BoundCodec<UserRow, float>
    {
        public override void Encode(UserRow input, TensorWriter writer)
        {
            for (var i = 0; i < writers.Length; i++)
                writers[i].Write(writer, input.Inputs[i]);
        }

        public override float Decode(TensorReader reader) => score.Read(reader);
    }
}
