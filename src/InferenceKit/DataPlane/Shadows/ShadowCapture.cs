using System.Collections.Immutable;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// Copies of what one request went in and came out with, for shadows. Filled on the way of the request, by whichever thread is there; closed
/// when the request has its answer: a run that goes on for nobody writes nothing more.
/// </summary>
internal sealed class ShadowCapture(ShadowLane[] shadows, ulong wanted, ImmutableArray<CodecRegistration> codecs)
{
    private readonly Lock _lock = new();
    private NamedValue[]? _inputs;
    private NamedValue[]? _outputs;
    private TypedAnswer? _typed;
    private bool _isClosed;

    /// <summary>The shadows that the model had when it was decided; a reload may have changed them since.</summary>
    public ShadowLane[] Shadows => shadows;

    /// <summary>Whether a shadow wants it.</summary>
    public bool IsFor(int shadow) => (wanted & (1UL << shadow)) != 0;

    /// <summary>The codecs of the model that was asked.</summary>
    public ImmutableArray<CodecRegistration> Codecs => codecs;

    /// <summary>Whether inputs and outputs are those of one row, without the dimension that counts rows.</summary>
    public bool IsRow { get; private set; }

    /// <summary>The rows that there are.</summary>
    public int Rows { get; private set; } = 1;

    /// <summary>Copies the row that was encoded last.</summary>
    public void TakeInputs(RowBatch batch) => Take(batch, static (capture, batch, _) =>
    {
        var inputs = new NamedValue[batch.Inputs.Length];
        var count = 0;
        foreach (var input in batch.Inputs)
            if (input.WrittenIn == batch.Epoch) inputs[count++] = new(input.Spec.Name, input.CopyRow(batch.Rows - 1));
        (capture._inputs, capture.IsRow) = (count == inputs.Length ? inputs : inputs[..count], true);
    });

    /// <summary>Copies the inputs of a request on values; what is no tensor is nothing for shadows.</summary>
    public void TakeInputs(InferenceRequest request) => Take(request, static (capture, request, _) =>
    {
        if (ShadowCopy.OfTensors(request.Inputs) is not { } inputs) return;
        foreach (var (_, value) in inputs)
            if (((TensorValue)value).Shape is [var rows, ..]) capture.Rows = (int)Math.Clamp(rows, 1, int.MaxValue);
        capture._inputs = inputs;
    });

    /// <summary>Copies a row of a run's outputs.</summary>
    public void TakeOutputs(RowBatch batch, int row) => Take(batch, static (capture, batch, row) =>
    {
        var outputs = new NamedValue[batch.Outputs.Length];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = new(batch.Outputs[i].Spec.Name, batch.GetValue(i, row));
        capture._outputs = outputs;
    }, row);

    /// <summary>Decodes the answer once more for typed comparers, if there are any: the one that its caller gets is the caller's.</summary>
    public void TakeTyped<TIn, TOut>(CodecRegistration<TIn, TOut> codec, BoundCodec<TIn, TOut> bound, RowBatch batch, int row)
    {
        if (codec.ShadowComparers.Count == 0) return;
        Take((codec, bound, batch), static (capture, from, row) =>
        {
            if (from.bound.Decode(from.batch.Read(row)) is { } answer) capture._typed = new(from.codec, answer);
        }, row);
    }

    /// <summary>Copies the outputs that a caller gets. Sequences and maps are the caller's, who may give them back while they are compared.</summary>
    public void TakeOutputs(NamedValue[] answer) => Take(answer, static (capture, answer, _) => capture._outputs = ShadowCopy.OfTensors(answer));

    /// <summary>Ends it.</summary>
    public void Close()
    {
        lock (_lock) _isClosed = true;
    }

    /// <summary>Ends it, and hands out what there is.</summary>
    /// <returns>Null where the inputs never came to be copied, or could not.</returns>
    public ShadowSample? End(InferenceFailure? failure, TimeSpan time)
    {
        Close();
        if (_inputs is not { } inputs || (_outputs is null && failure is null)) return null;
        return new(inputs, failure is null ? _outputs : null, IsRow, Rows, failure, time) { Typed = failure is null ? _typed : null };
    }

    private void Take<T>(T from, Action<ShadowCapture, T, int> take, int row = 0)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            try
            {
                take(this, from, row);
            }
#pragma warning disable CA1031 // For want of memory, or for a value that cannot be copied: the request is not to fail for its shadows.
            catch (Exception)
            {
                _isClosed = true;
                _inputs = null;
            }
#pragma warning restore CA1031
        }
    }
}
