using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>Copies, which are lost where they fail: for want of memory, or in user code. No request fails for its shadows.</summary>
internal sealed partial class ShadowSample
{
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
#pragma warning disable CA1031 // As said above.
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
#pragma warning disable CA1031 // As said above.
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
            var codec = Lanes.Registration.Codecs[codecIndex];
            if (codec.HasShadowComparers && bound.Decode(batch.Read(row)) is { } answer) Typed = new(codec, answer);
            _hasOutputs = true;
        }
#pragma warning disable CA1031 // As said above.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    /// <summary>Copies the outputs that a caller gets. Sequences and maps belong to the caller, which may dispose them while they are compared.</summary>
    public void TakeOutputs(NamedValue[] answer)
    {
        try
        {
            if (KeptValues.OfTensors(answer) is not { } outputs) return;
            _outputs = RowCopy.Of(outputs);
            _hasOutputs = true;
        }
#pragma warning disable CA1031 // As said above.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }
}
