using System.Buffers;
using InferenceKit.Sessions;

namespace InferenceKit.Testing;

/// <summary>A run of a fake model on values, row by row through the same function.</summary>
internal sealed class FakeValueBatch(FakeModel model) : ValueBatch
{
    private TensorValue? _input;
    private MemoryHandle _pin;
    private FakeRowBatch? _rows;

    public RunOutcome Run() => model.Run(_rows!);

    public override void Begin(IReadOnlyList<NamedValue> inputs, IReadOnlyList<string> outputs)
    {
        var input = inputs[0].Value.AsTensor();
        _pin = input.Buffer.BeginUse();
        _input = input;
        var count = checked((int)input.Shape[0]);
        var width = checked((int)input.Shape[1]);
        _rows = new FakeRowBatch(model, Math.Max(count, 1));
        _rows.BeginRun();
        for (var row = 0; row < count; row++)
        {
            _rows.BeginRow().Write(0, input.AsSpan<float>().Slice(row * width, width));
            _rows.EndRow();
        }
    }

    public override NamedValue[] CopyOutputs()
    {
        var width = _rows!.Outputs[0].RowElements;
        var all = new float[_rows.Rows * width];
        for (var row = 0; row < _rows.Rows; row++) _rows.OutputRow(row).CopyTo(all.AsSpan(row * width));
        return [new("y", TensorValue.Copy<float>(all, _rows.Rows, width))];
    }

    public override void End()
    {
        _input?.Buffer.EndUse(ref _pin);
        _input = null;
        _rows?.Dispose();
        _rows = null;
    }

    protected override void TerminateRun() => _rows?.Terminate();

    protected override void ResetRun() => _rows?.ResetTermination();

    public override void Dispose() => _rows?.Dispose();
}
