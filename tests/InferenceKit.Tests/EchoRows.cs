using InferenceKit.Sessions.Rows;

namespace InferenceKit.Tests;

/// <summary>One row of a run whose first output is its first input; nothing computes.</summary>
internal sealed class EchoRows(ModelSignature signature) : RowBatch(signature, 1)
{
    public static TOut Run<TIn, TOut>(ModelSignature signature, BoundCodec<TIn, TOut> codec, TIn input)
    {
        using var rows = new EchoRows(signature);
        rows.BeginRun();
        codec.Encode(input, rows.BeginRow());
        rows.EndRow();
        rows.Echo();
        return codec.Decode(rows.Read(0));
    }

    protected override void TerminateRun() { }

    protected override void ResetRun() { }

    public override ReadOnlySpan<byte> GetString(int output, int row, int index) => [];

    public override InferenceValue GetValue(int output, int row) => throw new NotSupportedException();

    private unsafe void Echo()
    {
        var shape = Inputs[0].RowShape.ToArray();
        Outputs[0].Point(Inputs[0].Spec.ElementType, Signature.HasRows ? [1, .. shape] : shape, Inputs[0].Data);
    }
}
