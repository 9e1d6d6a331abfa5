using InferenceKit.Sessions.Rows;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx;

/// <summary>A native binding of a batch's memory for one number of rows, and what a run with it made.</summary>
internal sealed unsafe partial class RowBinding : IDisposable
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
            // Bound anew, or the run would write into what the run before made.
            if (!_plan.IsReserved(i)) Native.BindOutputToDevice(_batch.Outputs[i].Spec.Name, OrtMemoryInfo.DefaultInstance);
        }
        _session.Native.RunWithBinding(options, Native);
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
        if (rows.Spec.Kind != ValueKind.Tensor || !_plan.IsReserved(output))
        {
            var budget = new OutputBudget(rows.Spec.Name, _session.MaxOutputBytes);
            return ResultOf(output) is { } value ? ValueCopy.OfRow(value, rows, rows.CountsRows, row, ref budget) : InferenceValue.Absent;
        }
        var bytes = rows.RowElements * ElementTypes.SizeOf(rows.Spec.ElementType);
        return TensorValue.CopyBytes(rows.Spec.ElementType, new(rows.Data + (nint)row * bytes, bytes), rows.RowShape);
    }

    public void ReleaseResults()
    {
        _results?.Dispose();
        _results = null;
    }

    public void Dispose()
    {
        ReleaseResults();
        Native.Dispose();
        foreach (var input in _inputs) input?.Dispose();
    }

    private RunOutcome CheckResults()
    {
        for (var i = 0; i < _batch.Outputs.Length; i++)
        {
            if (_plan.IsReserved(i)) continue;
            if (ResultCheck.Take(ResultOf(i), _batch.Outputs[i], _batch.Signature.SharesRuns ? Rows : null, _session.MaxOutputBytes) is { } problem)
                return Refuse(problem);
        }
        return RunOutcome.Completed;
    }

    // What nobody will read may be large, and is not kept until the next run.
    private RunOutcome Refuse(string problem)
    {
        for (var i = 0; i < _batch.Outputs.Length; i++)
            if (!_plan.IsReserved(i)) _batch.Outputs[i].Clear();
        ReleaseResults();
        return new(RunStatus.InvalidOutput, problem);
    }
}
