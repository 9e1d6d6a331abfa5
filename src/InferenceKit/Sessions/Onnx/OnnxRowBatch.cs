using InferenceKit.Sessions.Rows;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx;

/// <summary>Runs of rows over bindings that are kept: as long as shapes repeat, a run is one native call.</summary>
internal sealed class OnnxRowBatch : RowBatch
{
    // Where shapes change, one row, a full batch, and what was left over lately; where they do not, every size up to a limit, because
    // dynamic batches come in all sizes.
    private const int KeptBindings = 4, KeptFixedBindings = 256;

    private readonly OnnxModelSession _session;
    private readonly RunControl _control;
    private readonly OutputPlan _plan;
    private readonly RowBinding?[] _bindings;
    private readonly bool _isFixed;
    // Two runs with different patterns tell what was never written from what happens to look like one.
    private const byte FirstMark = 0xA5, SecondMark = 0x5A;

    private bool _isOneCall;
    private bool _isProven;
    private RowBinding? _current;
    private int _oldest;

    public OnnxRowBatch(OnnxModelSession session, int capacity)
        : base(session.Signature, capacity)
    {
        _session = session;
        _control = new(session);
        // A model that may leave outputs empty may have to run twice, with other outputs bound.
        _plan = new(session.Signature, Outputs, Capacity, session.MayLeaveOutputsEmpty || session.UsesRuntimeOutputs, session.IsUnwritten);
        _isProven = !_plan.IsAnyReserved;
        _isFixed = Inputs.All(i => i.IsFixed && !i.Spec.IsOptional);
        _bindings = new RowBinding?[_isFixed ? Math.Min(Capacity, KeptFixedBindings) : KeptBindings];
        _isOneCall = session.ReadsBoundMemory && _plan.IsAllReserved && Inputs.All(i => i.Spec.ElementType != ElementType.String);
    }

    /// <summary>Runs the rows encoded so far.</summary>
    public RunOutcome Run()
    {
        try
        {
            var binding = Binding();
            var options = _control.For(binding.Bytes);
            return _isProven ? Run(binding, options) : Prove(options);
        }
#pragma warning disable CA1031 // Whatever a model does is an outcome.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failed(e);
        }
    }

    // Apart, so that a run that succeeds makes no delegate.
    private RunOutcome Failed(Exception exception)
    {
        var outcome = _control.AfterFailure(exception, options => _isProven ? Run(Binding(), options) : Prove(options));
        if (outcome.Status != RunStatus.InvalidOutput || !_plan.IsAnyReserved) return outcome;
        // The runtime itself would answer: what was reserved has another shape than this run's outputs.
        UseRuntimeOutputs();
        return Run();
    }

    private void UseRuntimeOutputs()
    {
        _plan.ReserveNothing();
        (_isOneCall, _isProven) = (false, true);
        DropBindings();
    }

    /// <summary>
    /// The first run of these buffers: proves that it writes all that was reserved for its outputs. A runtime leaves memory as it is that was
    /// bound for an output which it only passes on, and a caller would be answered with what lay there, perhaps of another request.
    /// </summary>
    private RunOutcome Prove(RunOptions options)
    {
        while (true)
        {
            for (var i = 0; i < Outputs.Length; i++)
                if (_plan.IsReserved(i)) Outputs[i].Mark(FirstMark, Rows);
            var outcome = Run(Binding(), options);
            if (outcome.Status != RunStatus.Completed) return outcome;
            var suspects = new List<int>?[Outputs.Length];
            var isSuspect = false;
            for (var i = 0; i < Outputs.Length; i++)
            {
                if (!_plan.IsReserved(i)) continue;
                suspects[i] = Outputs[i].FindMarked(FirstMark, Rows, null);
                if (suspects[i]!.Count == 0) continue;
                isSuspect = true;
                Outputs[i].Mark(SecondMark, Rows);
            }
            if (isSuspect)
            {
                outcome = Run(Binding(), options);
                if (outcome.Status != RunStatus.Completed) return outcome;
                for (var i = 0; i < Outputs.Length; i++)
                {
                    if (suspects[i] is not { Count: > 0 } || Outputs[i].FindMarked(SecondMark, Rows, suspects[i]).Count == 0) continue;
                    _session.NoteUnwritten(i);
                    _plan.Release(i);
                }
                isSuspect = false;
                for (var i = 0; i < Outputs.Length; i++) isSuspect |= suspects[i] is not null && !_plan.IsReserved(i);
            }
            if (!isSuspect)
            {
                _isProven = true;
                return outcome;
            }
            // Once more, with what the runtime does not write left to it.
            _isOneCall = false;
            DropBindings();
            for (var i = 0; i < Outputs.Length; i++)
                if (suspects[i] is not null && !_plan.IsReserved(i)) Outputs[i].Release();
        }
    }

    private void DropBindings()
    {
        _current = null;
        for (var i = 0; i < _bindings.Length; i++)
        {
            _bindings[i]?.Dispose();
            _bindings[i] = null;
        }
    }

    private RowBinding Binding()
    {
        var binding = _current;
        return binding is null || binding.Rows != Rows || (!_isFixed && binding.Stamp != Stamp) ? Bind() : binding;
    }

    private RunOutcome Run(RowBinding binding, RunOptions options)
    {
        if (!_isOneCall) return binding.Run(options);
        _session.Native.RunWithBinding(options, binding.Native);
        return RunOutcome.Completed;
    }

    protected override void TerminateRun() => _control.Terminate();

    protected override void ResetRun() => _control.Reset();

    public override ReadOnlySpan<byte> GetString(int output, int row, int index)
    {
        var rows = Outputs[output];
        var spec = rows.Spec;
        if (spec.Kind != ValueKind.Tensor || spec.ElementType != ElementType.String)
            throw new InferenceException(InferenceError.InvalidOutput, $"Output '{spec.Name}' is {spec}, but the codec read a string.");
        if ((uint)index >= (uint)rows.RowElements)
            throw new InferenceException(InferenceError.InvalidOutput, $"A row of output '{spec.Name}' has {rows.RowElements} strings, and the codec read string {index}.");
        return _current!.ResultOf(output)!.GetStringElementAsSpan(row * rows.RowElements + index);
    }

    public override InferenceValue GetValue(int output, int row) => _current!.CopyRow(output, row);

    public override void Dispose()
    {
        // The memory goes last: bindings point to it.
        foreach (var binding in _bindings) binding?.Dispose();
        _control.Dispose();
        base.Dispose();
    }

    private long Stamp
    {
        get
        {
            long stamp = OptionalGeneration;
            foreach (var input in Inputs) stamp += input.Generation;
            return stamp;
        }
    }

    private RowBinding Bind()
    {
        if (Rows == 0) throw new InferenceException(InferenceError.InvalidInput, "The run has no rows.");
        // The results of the run before are no longer read.
        _current?.ReleaseResults();
        _current = null;
        var at = _isFixed ? (Rows - 1) % _bindings.Length : Array.FindIndex(_bindings, b => b?.Rows == Rows);
        if (at >= 0 && _bindings[at] is { } kept && kept.Rows == Rows && kept.Stamp == Stamp) return _current = kept;
        if (at < 0) at = Array.IndexOf(_bindings, null);
        if (at < 0)
        {
            at = _oldest;
            _oldest = (_oldest + 1) % _bindings.Length;
        }
        _bindings[at]?.Dispose();
        _bindings[at] = null;
        var binding = new RowBinding(_session, this, _plan, Rows, Stamp);
        _bindings[at] = binding;
        return _current = binding;
    }
}
