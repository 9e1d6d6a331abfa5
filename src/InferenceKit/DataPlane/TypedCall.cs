using System.Runtime.CompilerServices;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

/// <summary>One row through a codec.</summary>
internal struct TypedCall<TIn, TOut>(TIn input, int codecIndex) : IInferenceCall<TOut>
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
        // The registration that made this index made the codec of these types.
        _codec = Unsafe.As<BoundCodec<TIn, TOut>>(version.BoundCodecs[codecIndex]);
        _codec.Encode(input, batch.BeginRow());
        fits = batch.EndRow();
        return null;
    }

    public readonly TOut Decode(RunBatch batch) => _codec!.Decode(Unsafe.As<RowBatch>(batch).Read(0));

    public readonly TOut DecodeRows(RowBatch batch, int firstRow, int start, int count, int rows, TOut? value) => _codec!.Decode(batch.Read(firstRow));

    public readonly void Discard(TOut value) { }

    public readonly void Refuse() { }
}
