using InferenceKit.Sessions.Onnx.Outputs;
using InferenceKit.Sessions.Rows;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx;

/// <summary>Runs of rows over bindings that are kept: as long as shapes repeat, a run is one native call.</summary>
internal sealed class OnnxRowBatch : RowBatch
{
    // With changing shapes, bindings for one row, for a full batch and for recent remainders. With fixed shapes, one for every size up to a limit,
    // because dynamic batches have all sizes.
    private const int KeptBindings = 4, KeptFixedBindings = 256;

    private readonly OnnxModelSession _session;
    private readonly RunControl _control;
    private readonly OutputPlan _plan;
    private readonly RowBinding?[] _bindings;
    private readonly bool _isFixed;
    private readonly bool _hasStrings;
    private bool _isOneCall;
    private RowBinding? _current;
    private int _oldest;

    public OnnxRowBatch(OnnxModelSession session, int capacity)
        : base(session.Signature, capacity)
    {
        _session = session;
        try
        {
            _plan = new(session.Signature, Outputs, Capacity, session.Proof);
            _control = new(session);
        }
        catch
        {
            base.Dispose();
            throw;
        }
        _isFixed = Inputs.All(i => i.IsFixed && !i.Spec.IsOptional);
        _hasStrings = Inputs.Any(i => i.Spec.ElementType == ElementType.String);
        _bindings = new RowBinding?[_isFixed ? Math.Min(Capacity, KeptFixedBindings) : KeptBindings];
        NotePlan();
    }

    /// <summary>Runs the rows encoded so far.</summary>
    public RunOutcome Run()
    {
        RunOutcome outcome;
        try
        {
            var binding = Binding();
            outcome = Run(binding, _control.For(binding.Bytes));
        }
#pragma warning disable CA1031 // Whatever a model does is an outcome.
        catch (Exception e)
#pragma warning restore CA1031
        {
            outcome = Failed(e);
        }
        CheckGuards();
        return outcome;
    }

    // A method of its own, so that a run that succeeds makes no delegate.
    private RunOutcome Failed(Exception exception)
    {
        var outcome = _control.AfterFailure(exception, options => Run(Binding(), options));
        if (outcome.Status != RunStatus.InvalidOutput || !_plan.IsAnyReserved) return outcome;
        // Run again without reserved memory: the outputs of this run have another shape than what was reserved, and the runtime can make them.
        Keep(new bool[Outputs.Length]);
        return Run();
    }

    private RunOutcome Run(RowBinding binding, RunOptions options)
    {
        if (!_isOneCall) return _plan.IsProven ? binding.Run(options) : RunUnproven(options);
        _session.Run(options, binding.Native);
        return RunOutcome.Completed;
    }

    /// <summary>A run that must show which of its outputs are written where they were bound.</summary>
    private RunOutcome RunUnproven(RunOptions options)
    {
        if (_session.Proof.Written is null)
        {
            var outcome = _session.Proof.Prove(this, _plan, () => Binding().Run(options));
            if (outcome.Status != RunStatus.Completed) return outcome;
            if (!Keep(_session.Proof.Written!)) return outcome;
        }
        else Keep(_session.Proof.Written);
        return Binding().Run(options);
    }

    /// <summary>Keeps memory reserved for these outputs only.</summary>
    /// <returns>Whether it was reserved for more.</returns>
    private bool Keep(bool[] outputs)
    {
        var isChanged = _plan.Keep(outputs);
        if (isChanged) DropBindings();
        NotePlan();
        return isChanged;
    }

    private void NotePlan() => _isOneCall = _session.ReadsBoundMemory && _plan.IsProven && _plan.IsAllReserved && !_hasStrings;

    private void DropBindings()
    {
        _current = null;
        for (var i = 0; i < _bindings.Length; i++)
        {
            _bindings[i]?.Dispose();
            _bindings[i] = null;
        }
    }

    public override bool Trim()
    {
        var isUsed = IsUsed;
        var stamp = Stamp;
        var holdsMore = base.Trim();
        if (Stamp != stamp) DropBindings();
        // No row was written since the last trim, so that the results of the last run are no longer read.
        else if (!isUsed) _current?.ReleaseResults();
        else holdsMore |= _current?.ResultBytes > RunMemory.AlwaysKeptBytes;
        return holdsMore;
    }

    private RowBinding Binding()
    {
        var binding = _current;
        return binding is null || binding.Rows != Rows || (!_isFixed && binding.Stamp != Stamp) ? Bind() : binding;
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
        if ((uint)row >= (uint)Rows) throw new InvalidOperationException($"Output '{spec.Name}' has {Rows} rows, and row {row} was read.");
        return _current!.ResultOf(output)!.GetStringElementAsSpan(checked(row * rows.RowElements + index));
    }

    public override InferenceValue GetValue(int output, int row) => _current!.CopyRow(output, row);

    public override void Dispose()
    {
        // The memory last, because bindings point to it.
        DropBindings();
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
        // Before another binding: the results of the last run are no longer read, and would otherwise stay until this binding runs again.
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
