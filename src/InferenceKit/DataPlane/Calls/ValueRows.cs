using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Calls;

/// <summary>
/// A request on values as rows of a run that others share: tensors are copied into the run's memory once, and its rows of the outputs out
/// of it.
/// </summary>
internal sealed class ValueRows(InferenceRequest request)
{
    private IReadOnlyList<string> _outputs = [];
    private long _maxOutputBytes;
    private bool _isClaimed;

    /// <summary>The request's rows, or 0 where it must run by itself.</summary>
    public static int Count(InferenceRequest request, ServedVersion version)
    {
        if (!version.CanGatherValues || request.Inputs.Count != version.Signature.Inputs.Count) return 0;
        long rows = 0;
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            if (request.Inputs[i].Value is not TensorValue { Shape.Length: > 0, ElementType: not ElementType.String } tensor) return 0;
            if (i > 0 && tensor.Shape[0] != rows) return 0;
            rows = tensor.Shape[0];
        }
        return rows is > 0 and <= int.MaxValue ? (int)rows : 0;
    }

    /// <summary>Copies rows of the inputs after those that the batch has: all of them, or of a request that has the run to itself as many as there is room for.</summary>
    /// <returns>How many were added.</returns>
    public int Append(ServedVersion version, RowBatch batch, in RowRange rows)
    {
        Claim();
        _outputs = request.Outputs ?? version.OutputNames;
        _maxOutputBytes = version.Session.MaxOutputBytes;
        var first = batch.Rows;
        for (var row = rows.Start; row < rows.Start + rows.Count; row++)
        {
            if (Append(version, batch, row)) continue;
            if (first == 0) break;
            batch.RemoveFrom(first);
            return 0;
        }
        return batch.Rows - first;
    }

    /// <summary>Copies rows of the outputs out of a completed run.</summary>
    public NamedValue[] Copy(RowBatch batch, in RowRange rows, NamedValue[]? before)
    {
        var signature = batch.Signature;
        var outputs = before ?? new NamedValue[_outputs.Count];
        try
        {
            for (var i = 0; i < outputs.Length; i++)
            {
                signature.TryIndexOfOutput(_outputs[i], out var index);
                var source = batch.Outputs[index];
                var tensor = (TensorValue?)outputs[i].Value ?? source.NewTensor(rows.Total, _maxOutputBytes);
                outputs[i] = new(_outputs[i], tensor);
                source.CopyRows(rows.FirstInRun, rows.Count, tensor, rows.Start);
            }
            return outputs;
        }
        catch
        {
            // What the rows before made is the caller's to free.
            if (before is null)
                foreach (var output in outputs) output.Value?.Release();
            throw;
        }
    }

    /// <summary>Copies of the inputs, for a run on whole values after all; memory that the request owns is given back.</summary>
    public NamedValue[] TakeInputs()
    {
        var inputs = new NamedValue[request.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            var tensor = (TensorValue)request.Inputs[i].Value;
            inputs[i] = new(request.Inputs[i].Name, TensorValue.CopyBytes(tensor.ElementType, tensor.AsBytes(), tensor.Shape));
        }
        Release();
        return inputs;
    }

    /// <summary>Gives back memory that the request owns.</summary>
    public void Release()
    {
        foreach (var input in request.Inputs)
        {
            if (input.Value is TensorValue tensor && _isClaimed) tensor.Buffer.EndClaim();
            else input.Value?.Abandon();
        }
        _isClaimed = false;
    }

    private bool Append(ServedVersion version, RowBatch batch, int row)
    {
        if (batch.Rows >= batch.Capacity || (batch.Rows > 0 && !batch.HasRoom)) return false;
        batch.BeginRow();
        foreach (var (name, value) in request.Inputs)
        {
            version.Signature.TryIndexOfInput(name, out var index);
            var tensor = (TensorValue)value;
            var bytes = tensor.AsBytes();
            var rowBytes = bytes.Length / (int)tensor.Shape[0];
            batch.Inputs[index].WriteBytes(batch, batch.Rows, tensor.Shape[1..], bytes.Slice(row * rowBytes, rowBytes));
        }
        return batch.EndRow();
    }

    private void Claim()
    {
        if (_isClaimed) return;
        var claimed = 0;
        try
        {
            for (; claimed < request.Inputs.Count; claimed++) ((TensorValue)request.Inputs[claimed].Value).Buffer.Claim();
            _isClaimed = true;
        }
        catch
        {
            while (--claimed >= 0) ((TensorValue)request.Inputs[claimed].Value).Buffer.EndClaim();
            throw;
        }
    }
}
