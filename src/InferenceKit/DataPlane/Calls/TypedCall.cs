using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Fallback;
using InferenceKit.DataPlane.Shadows;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Calls;

/// <summary>One row through a codec.</summary>
/// <param name="input">The row.</param>
/// <param name="codecIndex">The codec's place in the model's registration.</param>
/// <param name="guest">A codec of another model that this one answers for, instead; null for none.</param>
internal struct TypedCall<TIn, TOut>(TIn input, int codecIndex, CodecRegistration? guest = null) : IFallbackCall<TOut>
{
    private BoundCodec<TIn, TOut>? _codec;
    private ShadowSample? _sample;

    public readonly CallSize SizeFor(ServedVersion version) => CallSize.OneRow;

    public readonly bool IsOneRun(ServedVersion version, int mostRows) => true;

    public readonly RunBatch BatchIn(Slot slot) => slot.Buffers.Single;

    public InferenceFailure? Encode(ServedVersion version, RunBatch batch, ref RowRange rows)
    {
        // The registration that made this index made the codec of these types.
        var codec = guest is null ? version.BoundCodecs[codecIndex] : version.CodecOf(guest, out _);
        if (codec is null) return Failures.Unsuited(version, guest!);
        _codec = Unsafe.As<BoundCodec<TIn, TOut>>(codec);
        var target = Unsafe.As<RowBatch>(batch);
        _codec.Encode(input, target.BeginRow());
        if (!target.EndRow()) rows.Count = 0;
        else _sample?.TakeInputs(target);
        return null;
    }

    public readonly TOut Decode(RunBatch batch, in RowRange rows, TOut? before)
    {
        var source = Unsafe.As<RowBatch>(batch);
        _sample?.TakeOutputs(source, rows.FirstInRun, codecIndex, _codec!);
        return _codec!.Decode(source.Read(rows.FirstInRun));
    }

    public readonly InferenceFailure? Check(ServedVersion version, RunBatch batch, in RowRange rows, TOut value) =>
        CodecCheck.FindProblem(version, _codec!, Unsafe.As<RowBatch>(batch), rows.FirstInRun, value);

    public readonly void Discard(TOut value) { }

    public readonly string? KeyOf(ModelRegistration registration) =>
        Unsafe.As<CodecRegistration<TIn, TOut>>(registration.Codecs[codecIndex]).RoutingKey?.Invoke(input);

    public void Mirror(ShadowSample sample) => _sample = sample;

    public readonly InferenceFailure? Keep() => null;

    public readonly void EndHold() { }

    public readonly ValueTask<PredictionResult<TOut>> AnswerAsync(in FallbackRequest request) =>
        TypedFallback<TIn, TOut>.AnswerAsync(input, codecIndex, request);

    public readonly void Refuse() { }
}
