using System.Runtime.CompilerServices;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

/// <summary>One row through a codec.</summary>
internal struct TypedCall<TIn, TOut>(TIn input, int codecIndex) : IInferenceCall<TOut>
{
    private BoundCodec<TIn, TOut>? _codec;

    public InferenceFailure? Encode(Slot slot, out RunBatch batch)
    {
        var rows = slot.Single;
        batch = rows;
        // The registration that made this index made the codec of these types.
        _codec = Unsafe.As<BoundCodec<TIn, TOut>>(slot.Version.BoundCodecs[codecIndex]);
        rows.BeginRun();
        _codec.Encode(input, rows.BeginRow());
        rows.EndRow();
        return null;
    }

    public readonly TOut Decode(RunBatch batch) => _codec!.Decode(Unsafe.As<RowBatch>(batch).Read(0));

    public readonly void Refuse() { }
}
