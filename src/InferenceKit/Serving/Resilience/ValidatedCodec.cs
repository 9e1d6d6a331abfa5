namespace InferenceKit.Serving.Resilience;

/// <summary>A bound codec whose answers are held against the host's validators after decoding.</summary>
internal sealed class ValidatedCodec<TIn, TOut>(BoundCodec<TIn, TOut> codec, IReadOnlyList<OutputValidator<TOut>> validators) : BoundCodec<TIn, TOut>
{
    public override void Encode(TIn input, TensorWriter writer) => codec.Encode(input, writer);

    public override TOut Decode(TensorReader reader) => codec.Decode(reader);

    /// <returns>Null, or which validator refuses the answer, for people.</returns>
    public string? FindProblem(TOut answer)
    {
        for (var i = 0; i < validators.Count; i++)
            if (validators[i].FindProblem(answer) is { } problem) return problem;
        return null;
    }
}
