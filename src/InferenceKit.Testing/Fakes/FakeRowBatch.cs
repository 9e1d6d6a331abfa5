using System.Runtime.InteropServices;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.Testing;

/// <summary>The rows of a fake model's run.</summary>
internal sealed class FakeRowBatch : RowBatch
{
    private readonly FakeModel _model;

    public FakeRowBatch(FakeModel model, int capacity) : base(model.Signature, capacity)
    {
        _model = model;
        Outputs[0].Reserve([model.Signature.Outputs[0].Shape[1]!.Value], Capacity);
    }

    public ManualResetEventSlim Stop { get; } = new(false);

    public ReadOnlySpan<float> InputRow(int row) => MemoryMarshal.Cast<byte, float>(Inputs[0].RowBytes(row));

    public Span<float> OutputRow(int row) =>
        MemoryMarshal.Cast<byte, float>(Outputs[0].ReservedRows(row + 1)).Slice(row * Outputs[0].RowElements, Outputs[0].RowElements);

    protected override void TerminateRun()
    {
        _model.CountTermination();
        Stop.Set();
    }

    protected override void ResetRun() => Stop.Reset();

    public override ReadOnlySpan<byte> GetString(int output, int row, int index) =>
        throw new InferenceException(new(InferenceError.InvalidOutput, "A fake model has no strings."));

    public override InferenceValue GetValue(int output, int row) =>
        TensorValue.Copy<float>(OutputRow(row), Outputs[0].RowElements);

    public override void Dispose()
    {
        Stop.Dispose();
        base.Dispose();
    }
}
