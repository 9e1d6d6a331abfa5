using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using InferenceKit.Sessions.Onnx.Outputs;
using InferenceKit.Sessions.Rows;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx;

/// <summary>A native binding of a batch's memory for one number of rows, and what a run with it made.</summary>
internal sealed unsafe class RowBinding : IDisposable
{
    private readonly OnnxModelSession _session;
    private readonly RowBatch _batch;
    private readonly OutputPlan _plan;
    private readonly OrtValue?[] _inputs;
    private RunResults? _results;

    public RowBinding(OnnxModelSession session, RowBatch batch, OutputPlan plan, int rows, long stamp)
    {
        _session = session;
        _batch = batch;
        _plan = plan;
        Rows = rows;
        Stamp = stamp;
        _inputs = new OrtValue?[batch.Inputs.Length];
        Native = session.Native.CreateIoBinding();
        try
        {
            BindInputs();
            BindOutputs();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public OrtIoBinding Native { get; }

    public int Rows { get; }

    /// <summary>The state of the batch's memory that is bound here.</summary>
    public long Stamp { get; }

    /// <summary>What a run reads and writes, as far as it is known before.</summary>
    public long Bytes { get; private set; }

    /// <summary>A run of a model that needs more than one native call.</summary>
    public RunOutcome Run(RunOptions options)
    {
        ReleaseResults();
        RefreshInputs();
        Native.SynchronizeBoundInputs();
        if (_session.MayLeaveOutputsEmpty)
        {
            _results = RunResults.RunOptional(_session, options, Native, _session.OutputNames);
            return CheckResults();
        }
        for (var i = 0; i < _batch.Outputs.Length; i++)
        {
            // Bound anew: otherwise the run would write into what the run before made.
            if (!_plan.IsReserved(i)) Native.BindOutputToDevice(_batch.Outputs[i].Spec.Name, OrtMemoryInfo.DefaultInstance);
        }
        _session.Run(options, Native);
        Native.SynchronizeBoundOutputs();
        if (_plan.IsAllReserved) return RunOutcome.Completed;
        _results = RunResults.Of(Native);
        return CheckResults();
    }

    /// <summary>What the runtime made; null for an optional output without a value.</summary>
    public OrtValue? ResultOf(int output) => (_results ?? throw new InvalidOperationException("There was no run."))[output];

    /// <summary>A copy of one row of an output.</summary>
    public InferenceValue CopyRow(int output, int row)
    {
        var rows = _batch.Outputs[output];
        if ((uint)row >= (uint)_batch.Rows) throw new InvalidOperationException($"Output '{rows.Spec.Name}' has {_batch.Rows} rows, and row {row} was read.");
        if (rows.Spec.Kind != ValueKind.Tensor || !_plan.IsReserved(output))
        {
            var budget = new OutputBudget(rows.Spec.Name, _session.MaxOutputBytes);
            return ResultOf(output) is { } value ? ValueCopy.OfRow(value, rows, rows.CountsRows, row, ref budget) : InferenceValue.Absent;
        }
        return TensorValue.CopyBytes(rows.Spec.ElementType, rows.RowBytes(row), rows.RowShape);
    }

    /// <summary>The bytes of what the runtime made in the last run, as far as it is read row by row.</summary>
    public long ResultBytes { get; private set; }

    public void ReleaseResults()
    {
        if (_results is null) return;
        // First the references to the memory, then the memory.
        for (var i = 0; i < _batch.Outputs.Length; i++)
            if (!_plan.IsReserved(i)) _batch.Outputs[i].Forget();
        _results.Dispose();
        _results = null;
        ResultBytes = 0;
    }

    public void Dispose()
    {
        ReleaseResults();
        Native.Dispose();
        foreach (var input in _inputs) input?.Dispose();
    }

    private void BindInputs()
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            var input = _batch.Inputs[i];
            if (input.Spec.IsOptional && !input.IsGiven) continue;
            long[] shape = input.HasRows ? [Rows, .. input.RowShape] : input.RowShape.ToArray();
            var type = input.Spec.ElementType;
            if (type == ElementType.String)
            {
                _inputs[i] = NativeTensor.OfStrings(shape);
            }
            else
            {
                var bytes = TensorShape.Product(shape) * ElementTypes.SizeOf(type);
                _inputs[i] = NativeTensor.Over(type, shape, input.DataOf(input.HasRows ? Rows : 1), bytes);
                Bytes += bytes;
            }
            Native.BindInput(input.Spec.Name, _inputs[i]);
        }
    }

    private void BindOutputs()
    {
        for (var i = 0; i < _batch.Outputs.Length; i++)
        {
            var output = _batch.Outputs[i];
            // Every output is bound, because results come in the order of the first binding.
            if (!_plan.IsReserved(i))
            {
                Native.BindOutputToDevice(output.Spec.Name, OrtMemoryInfo.DefaultInstance);
                continue;
            }
            long[] shape = _batch.Signature.SharesRuns ? [Rows, .. output.RowShape] : output.RowShape.ToArray();
            var memory = output.ReservedRows(Rows);
            using var value = NativeTensor.Over(output.Spec.ElementType, shape, Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory)), memory.Length);
            Native.BindOutput(output.Spec.Name, value);
            Bytes += memory.Length;
        }
    }

    private void RefreshInputs()
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            if (_inputs[i] is not { } value) continue;
            var input = _batch.Inputs[i];
            if (input.Spec.ElementType == ElementType.String)
            {
                var count = input.HasRows ? Rows * input.RowElements : input.RowElements;
                for (var s = 0; s < count; s++) value.StringTensorSetElementAt(input.Strings[s] ?? (ReadOnlySpan<byte>)default, s);
            }
            if (!_session.ReadsBoundMemory) Native.BindInput(input.Spec.Name, value);
        }
    }

    private RunOutcome CheckResults()
    {
        for (var i = 0; i < _batch.Outputs.Length; i++)
        {
            if (_plan.IsReserved(i)) continue;
            if (ResultCheck.Take(ResultOf(i), _batch.Outputs[i], _batch.Signature.SharesRuns ? Rows : null, _session.MaxOutputBytes) is { } problem)
                return Refuse(problem);
            ResultBytes += _batch.Outputs[i].RowElements * (long)RunMemory.SizeOf(_batch.Outputs[i].ElementType) * Rows;
        }
        _batch.NoteReserved(ResultBytes);
        return RunOutcome.Completed;
    }

    // Released at once: results that will not be read may be large, and would otherwise stay until the next run.
    private RunOutcome Refuse(string problem)
    {
        for (var i = 0; i < _batch.Outputs.Length; i++)
            if (!_plan.IsReserved(i)) _batch.Outputs[i].Clear();
        ReleaseResults();
        return new(RunStatus.InvalidOutput, problem);
    }
}
