using InferenceKit.Sessions;

namespace InferenceKit.Tests.Sessions;

/// <summary>Buffers of rows that are only written.</summary>
internal sealed class WrittenRows(ModelSignature signature, int capacity) : RowBatch(signature, capacity)
{
    public override ReadOnlySpan<byte> GetString(int output, int row, int index) => [];

    public override InferenceValue GetValue(int output, int row) => throw new NotSupportedException();

    protected override void TerminateRun() { }

    protected override void ResetRun() { }
}
