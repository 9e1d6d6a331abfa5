using System.Numerics;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// What one request of the primary went in and came out with, for shadows. Filled on the way of the request by whichever thread is there, with
/// as little as can be: no lock, and memory that was there before. Once it has ended only read.
/// </summary>
/// <remarks>
/// Two threads fill it at once only where one of them runs for nobody any more, after a timeout: of such a request shadows see nothing. Where it
/// failed otherwise, a run of its fallback chain may still write outputs: they are not read.
/// </remarks>
/// <param name="lanes">The shadows that the model had when it was decided; a reload may have changed them since.</param>
internal sealed class ShadowSample(ShadowLanes lanes)
{
    private ulong _wanted;
    private bool _hasInputs;
    private bool _hasOutputs;
    private RowCopy _inputs;
    private RowCopy _outputs;

    public ShadowLanes Lanes => lanes;

    /// <summary>Whether inputs and outputs are those of one row, without the dimension that counts rows.</summary>
    public bool IsRow { get; private set; }

    /// <summary>The rows that there are.</summary>
    public int Rows { get; private set; } = 1;

    /// <summary>What went in.</summary>
    public RowCopy Inputs => _inputs;

    /// <summary>What the primary answered, where it did not fail.</summary>
    public RowCopy Outputs => _outputs;

    /// <summary>What typed comparers get; null where there are none.</summary>
    public TypedAnswer? Typed { get; private set; }

    /// <summary>The version that answered, or failed.</summary>
    public ServedVersion Primary { get; private set; } = null!;

    /// <summary>Why the primary failed; null where it did not.</summary>
    public InferenceFailure? Failure { get; private set; }

    /// <summary>How long the primary took.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>Since when it waits, as a timestamp.</summary>
    public long Arrival { get; private set; }

    /// <summary>About the bytes that it takes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The shadows that want it, a bit for each.</summary>
    public ulong Wanted => _wanted;

    /// <summary>
    /// Whether another request may have it once it has ended: not where several shadows do, of whom none knows which is the last, and not where
    /// the request failed, as a run of its fallback chain may still go on for nobody, and write here.
    /// </summary>
    public bool IsReusable => Failure is null && BitOperations.IsPow2(_wanted);

    /// <summary>Begins anew, for the shadows that want it: a bit for each.</summary>
    public void Begin(ulong wanted)
    {
        (_wanted, _hasInputs, _hasOutputs) = (wanted, false, false);
        (IsRow, Rows, Typed) = (false, 1, null);
    }

    /// <summary>Has it brought to this core.</summary>
    public void Fetch() => CacheLines.Fetch(ref _wanted, 64, 128);

    /// <summary>Has what it refers to brought to this core.</summary>
    public void FetchMemory()
    {
        _inputs.Fetch();
        _outputs.Fetch();
    }

    /// <summary>Copies the row that was encoded last; of several attempts the first one counts.</summary>
    public void TakeInputs(RowBatch batch)
    {
        if (_hasInputs) return;
        try
        {
            _inputs = batch.CopyInputs(_inputs);
            IsRow = true;
            _hasInputs = true;
        }
#pragma warning disable CA1031 // For want of memory: the request is not to fail for its shadows.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    /// <summary>Copies the inputs of a request on values; what is no tensor is nothing for shadows.</summary>
    public void TakeInputs(InferenceRequest request)
    {
        try
        {
            if (KeptValues.OfTensors(request.Inputs) is not { } inputs) return;
            foreach (var (_, value) in inputs)
                if (((TensorValue)value).Shape is [var rows, ..]) Rows = (int)Math.Clamp(rows, 1, int.MaxValue);
            _inputs = RowCopy.Of(inputs);
            _hasInputs = true;
        }
#pragma warning disable CA1031 // As above, or for a value that cannot be copied.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    /// <summary>Copies a row of a run's outputs, and what typed comparers are to have.</summary>
    public void TakeOutputs<TIn, TOut>(RowBatch batch, int row, int codecIndex, BoundCodec<TIn, TOut> bound)
    {
        try
        {
            _outputs = batch.CopyOutputs(row, _outputs);
            // Decoded once more: the answer that the caller gets is the caller's.
            var codec = lanes.Registration.Codecs[codecIndex];
            if (codec.HasShadowComparers && bound.Decode(batch.Read(row)) is { } answer) Typed = new(codec, answer);
            _hasOutputs = true;
        }
#pragma warning disable CA1031 // As above; decoding is user code.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    /// <summary>Copies the outputs that a caller gets. Sequences and maps are the caller's, who may give them back while they are compared.</summary>
    public void TakeOutputs(NamedValue[] answer)
    {
        try
        {
            if (KeptValues.OfTensors(answer) is not { } outputs) return;
            _outputs = RowCopy.Of(outputs);
            _hasOutputs = true;
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    /// <summary>Ends it.</summary>
    /// <param name="primary">The version that answered, or failed.</param>
    /// <param name="failure">Why it failed; null where it answered.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="now">The time, as a timestamp.</param>
    /// <returns>Whether it is whole: inputs may never have come to be copied, or could not.</returns>
    public bool End(ServedVersion primary, InferenceFailure? failure, TimeSpan time, long now)
    {
        (Primary, Failure, Time, Arrival) = (primary, failure, time, now);
        if (!_hasInputs || (failure is null && !_hasOutputs)) return false;
        Bytes = _inputs.Bytes + (failure is null ? _outputs.Bytes : 0);
        return true;
    }
}
