using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Resilience;
using InferenceKit.DataPlane.Shadows;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

/// <summary>One row through a codec.</summary>
/// <param name="input">The row.</param>
/// <param name="codecIndex">The codec's place in the model's registration.</param>
/// <param name="guest">A codec of another model that this one answers for, instead; null for none.</param>
internal struct TypedCall<TIn, TOut>(TIn input, int codecIndex, CodecRegistration? guest = null) : IFallbackCall<TOut>
{
    private BoundCodec<TIn, TOut>? _codec;
    private ShadowSample? _sample;

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
        var codec = guest is null ? version.BoundCodecs[codecIndex] : version.CodecOf(guest, out _);
        if (codec is null)
        {
            fits = true;
            return Failures.Unsuited(version, guest!);
        }
        _codec = Unsafe.As<BoundCodec<TIn, TOut>>(codec);
        _codec.Encode(input, batch.BeginRow());
        fits = batch.EndRow();
        if (fits) _sample?.TakeInputs(batch);
        return null;
    }

    public readonly TOut Decode(RunBatch batch) => Decode(Unsafe.As<RowBatch>(batch), 0);

    public readonly TOut DecodeRows(RowBatch batch, int firstRow, int start, int count, int rows, TOut? value) => Decode(batch, firstRow);

    public readonly InferenceFailure? Check(ServedVersion version, RunBatch batch, TOut value) =>
        CodecCheck.FindProblem(version, _codec!, Unsafe.As<RowBatch>(batch), 0, value);

    public readonly InferenceFailure? CheckRows(ServedVersion version, RowBatch batch, int firstRow, int count, TOut value) =>
        CodecCheck.FindProblem(version, _codec!, batch, firstRow, value);

    public readonly void Discard(TOut value) { }

    public readonly string? KeyOf(ModelRegistration registration) =>
        Unsafe.As<CodecRegistration<TIn, TOut>>(registration.Codecs[codecIndex]).RoutingKey?.Invoke(input);

    public void Mirror(ShadowSample sample) => _sample = sample;

    public readonly InferenceFailure? Keep() => null;

    public readonly void LetGo() { }

    public readonly ValueTask<PredictionResult<TOut>> AnswerAsync(in FallbackRequest request) =>
        TypedFallback<TIn, TOut>.AnswerAsync(input, codecIndex, request);

    public readonly void Refuse() { }

    private readonly TOut Decode(RowBatch batch, int row)
    {
        _sample?.TakeOutputs(batch, row, codecIndex, _codec!);
        return _codec!.Decode(batch.Read(row));
    }
}
