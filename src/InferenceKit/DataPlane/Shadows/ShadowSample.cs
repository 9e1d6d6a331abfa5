using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// What one request of the primary went in and came out with, for shadows. Filled on the way of the request by whichever thread is there, with
/// as little as can be: no lock, and no more objects than it must be. Once it has ended only read, and several shadows may have it.
/// </summary>
/// <param name="lanes">The shadows that the model had when it was decided; a reload may have changed them since.</param>
/// <param name="wanted">Those of them that want it, a bit for each.</param>
internal sealed class ShadowSample(ShadowLanes lanes, ulong wanted)
{
    private const int Taking = 1;
    private const int Taken = 2;

    // The first attempt's inputs count. A run that goes on for nobody may still write outputs: those of a request that failed are not read.
    private int _inputState;
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

    /// <summary>Whether a shadow wants it.</summary>
    public bool IsFor(int shadow) => (wanted & (1UL << shadow)) != 0;

    /// <summary>Copies the row that was encoded last.</summary>
    public void TakeInputs(RowBatch batch)
    {
        if (Interlocked.CompareExchange(ref _inputState, Taking, 0) != 0) return;
        try
        {
            _inputs = batch.CopyInputs();
            IsRow = true;
            Volatile.Write(ref _inputState, Taken);
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
        if (Interlocked.CompareExchange(ref _inputState, Taking, 0) != 0) return;
        try
        {
            if (KeptValues.OfTensors(request.Inputs) is not { } inputs) return;
            foreach (var (_, value) in inputs)
                if (((TensorValue)value).Shape is [var rows, ..]) Rows = (int)Math.Clamp(rows, 1, int.MaxValue);
            _inputs = RowCopy.Of(inputs);
            Volatile.Write(ref _inputState, Taken);
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
            _outputs = batch.CopyOutputs(row);
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
        if (Volatile.Read(ref _inputState) != Taken || (failure is null && !_hasOutputs)) return false;
        Bytes = _inputs.Bytes + (failure is null ? _outputs.Bytes : 0);
        return true;
    }
}
