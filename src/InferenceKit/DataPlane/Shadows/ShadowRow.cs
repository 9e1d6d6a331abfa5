using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>A copied row as the source of a shadow's run. Its outputs are read where they lie, so nothing is decoded.</summary>
internal readonly struct ShadowRow(RowCopy inputs) : IRowSource<bool>
{
    public RunBatch BatchIn(Slot slot) => slot.Buffers.Single;

    public InferenceFailure? Encode(ServedVersion version, RunBatch batch, ref RowRange rows)
    {
        var target = (RowBatch)batch;
        target.BeginRow();
        foreach (ref readonly var part in inputs.Parts)
        {
            if (!target.Signature.TryIndexOfInput(part.Name, out var index)) return Unsuited(version, part.Name);
            target.Inputs[index].WritePart(target, 0, part, inputs.BytesOf(part));
        }
        foreach (var (name, value) in inputs.Others)
        {
            if (!target.Signature.TryIndexOfInput(name, out var index)) return Unsuited(version, name);
            target.Inputs[index].WriteTensor(target, 0, (TensorValue)value);
        }
        if (!target.EndRow()) rows.Count = 0;
        return null;
    }

    public bool Decode(RunBatch batch, in RowRange rows, bool before) => true;

    public InferenceFailure? Check(ServedVersion version, RunBatch batch, in RowRange rows, bool value) => null;

    public void Discard(bool value) { }

    private static InferenceFailure Unsuited(ServedVersion version, string input) =>
        new(InferenceError.InvalidInput, $"{version.Id}: there is no input '{input}'.") { Model = version.Id };
}
