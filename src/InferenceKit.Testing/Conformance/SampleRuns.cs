namespace InferenceKit.Testing.Conformance;

/// <summary>Runs samples, one after the other and each alone, on ONNX Runtime.</summary>
internal sealed class SampleRuns<TIn, TOut>(RawModel raw, PredictionCodec<TIn, TOut> codec, ModelSignature signature)
{
    public SampleRun<TOut>[] Run(TIn[] samples)
    {
        using var row = new RecordedRow(signature);
        var bound = codec.Bind(signature);
        return Array.ConvertAll(samples, sample => Run(row, bound, sample));
    }

    private SampleRun<TOut> Run(RecordedRow row, BoundCodec<TIn, TOut> bound, TIn sample)
    {
        NamedValue[]? inputs = null;
        RawAnswer? answer = null;
        try
        {
            inputs = row.Encode(bound, sample);
            answer = raw.Run(inputs);
            return answer.Problem is { } problem
                ? new(inputs, answer, default, problem)
                : new(inputs, answer, row.Decode(bound, answer.Outputs), null);
        }
#pragma warning disable CA1031 // A codec may throw anything; the library has to fail then, too.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new(inputs, answer, default, e.Message);
        }
    }
}
