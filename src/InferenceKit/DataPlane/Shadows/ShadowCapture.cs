using System.Collections.Immutable;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// Copies of what one request went in and came out with, for shadows. Filled on the way of the request, by whichever thread is there; closed
/// when the request has its answer: a run that goes on for nobody writes nothing more.
/// </summary>
internal sealed class ShadowCapture(ulong lanes, ImmutableArray<CodecRegistration> codecs)
{
    private readonly Lock _lock = new();
    private NamedValue[]? _inputs;
    private NamedValue[]? _outputs;
    private TypedAnswer? _typed;
    private bool _isClosed;

    /// <summary>The shadows that it is for, a bit each.</summary>
    public ulong Lanes => lanes;

    /// <summary>The codecs of the model that was asked.</summary>
    public ImmutableArray<CodecRegistration> Codecs => codecs;

    /// <summary>Whether inputs and outputs are those of one row, without the dimension that counts rows.</summary>
    public bool IsRow { get; private set; }

    /// <summary>The rows that there are.</summary>
    public int Rows { get; private set; } = 1;

    /// <summary>Copies the row that was encoded last.</summary>
    public void TakeInputs(RowBatch batch)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            var inputs = new NamedValue[batch.Inputs.Length];
            var count = 0;
            foreach (var input in batch.Inputs)
                if (input.WrittenIn == batch.Epoch) inputs[count++] = new(input.Spec.Name, input.CopyRow(batch.Rows - 1));
            (_inputs, IsRow) = (count == inputs.Length ? inputs : inputs[..count], true);
        }
    }

    /// <summary>Copies the inputs of a request on values; what is no tensor is nothing for shadows.</summary>
    public void TakeInputs(InferenceRequest request)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            var inputs = new NamedValue[request.Inputs.Count];
            for (var i = 0; i < inputs.Length; i++)
            {
                if (request.Inputs[i] is not { Value: TensorValue tensor } input) return;
                if (tensor.Shape.Length > 0) Rows = (int)Math.Clamp(tensor.Shape[0], 1, int.MaxValue);
                inputs[i] = new(input.Name, ShadowCopy.Of(tensor));
            }
            _inputs = inputs;
        }
    }

    /// <summary>Copies a row of a run's outputs.</summary>
    public void TakeOutputs(RowBatch batch, int row)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            var outputs = new NamedValue[batch.Outputs.Length];
            for (var i = 0; i < outputs.Length; i++) outputs[i] = new(batch.Outputs[i].Spec.Name, batch.GetValue(i, row));
            _outputs = outputs;
        }
    }

    /// <summary>Decodes the answer once more for typed comparers, if there are any: the one that its caller gets is the caller's.</summary>
    public void TakeTyped<TIn, TOut>(CodecRegistration<TIn, TOut> codec, BoundCodec<TIn, TOut> bound, RowBatch batch, int row)
    {
        if (codec.ShadowComparers.Count == 0) return;
        var answer = bound.Decode(batch.Read(row));
        lock (_lock)
        {
            if (!_isClosed && answer is not null) _typed = new(codec, answer);
        }
    }

    /// <summary>Copies the outputs that a caller gets.</summary>
    public void TakeOutputs(NamedValue[] answer)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            var outputs = new NamedValue[answer.Length];
            for (var i = 0; i < outputs.Length; i++)
            {
                // Sequences and maps are the caller's, who may give them back while they are compared.
                if (answer[i].Value is not TensorValue tensor) return;
                outputs[i] = new(answer[i].Name, ShadowCopy.Of(tensor));
            }
            _outputs = outputs;
        }
    }

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
}
