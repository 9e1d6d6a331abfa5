using System.Runtime.CompilerServices;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

/// <summary>One row of one model that another model answers, through a codec that is none of its own.</summary>
/// <param name="input">The row.</param>
/// <param name="codec">The codec; bound to each version of the other model that is asked.</param>
internal struct GuestCall<TIn, TOut>(TIn input, CodecRegistration<TIn, TOut> codec) : IInferenceCall<TOut>
{
    private BoundCodec<TIn, TOut>? _codec;

    public readonly int RowsFor(ServedVersion version) => 1;

    public readonly long BytesFor(ServedVersion version, int rows) => 0;

    public InferenceFailure? Encode(Slot slot, out RunBatch batch)
    {
        var rows = slot.Single;
        batch = rows;
        rows.BeginRun();
        return Append(slot.Version, rows, 0, 1, out _);
    }

    public InferenceFailure? Append(ServedVersion version, RowBatch batch, int start, int count, out bool fits)
    {
        fits = true;
        if (version.CodecOf(codec, out var problem) is not { } bound)
            return new(InferenceError.InvalidOutput, $"{version.Id}: {problem}") { Model = version.Id };
        _codec = Unsafe.As<BoundCodec<TIn, TOut>>(bound);
        _codec.Encode(input, batch.BeginRow());
        fits = batch.EndRow();
        return null;
    }

    public readonly TOut Decode(RunBatch batch) => _codec!.Decode(Unsafe.As<RowBatch>(batch).Read(0));

    public readonly TOut DecodeRows(RowBatch batch, int firstRow, int start, int count, int rows, TOut? value) => _codec!.Decode(batch.Read(firstRow));

    public readonly InferenceFailure? Check(ServedVersion version, RunBatch batch, TOut value) =>
        CodecCheck.FindProblem(version, _codec!, Unsafe.As<RowBatch>(batch), 0, value);

    public readonly InferenceFailure? CheckRows(ServedVersion version, RowBatch batch, int firstRow, int count, TOut value) =>
        CodecCheck.FindProblem(version, _codec!, batch, firstRow, value);

    public readonly void Discard(TOut value) { }

    public readonly void Refuse() { }
}
