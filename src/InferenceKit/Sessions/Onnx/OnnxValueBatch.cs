using InferenceKit.Sessions.Onnx.Outputs;
using InferenceKit.Sessions.Rows;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx;

/// <summary>Runs on values of every kind; inputs are read where they lie.</summary>
internal sealed class OnnxValueBatch(OnnxModelSession session) : ValueBatch
{
    private readonly RunControl _control = new(session);
    private readonly NativeInputs _inputs = new(session.Signature);
    private IReadOnlyList<string> _outputs = [];
    private RunResults? _results;

    public override void Begin(IReadOnlyList<NamedValue> inputs, IReadOnlyList<string> outputs)
    {
        try
        {
            for (var i = 0; i < inputs.Count; i++) _inputs.Add(inputs[i]);
        }
        catch
        {
            _inputs.Release();
            throw;
        }
        _outputs = outputs.Count > 0 ? outputs : session.Native.OutputNames;
    }

    public RunOutcome Run()
    {
        try
        {
            return Run(_control.For(_inputs.Bytes));
        }
#pragma warning disable CA1031 // Whatever a model does is an outcome.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Failed(e);
        }
    }

    private RunOutcome Run(RunOptions options)
    {
        _results = session.MayLeaveOutputsEmpty
            ? RunOptional(options)
            : new(session.Run(options, _inputs.Names, _inputs.Values, _outputs), null);
        return FindMissing(_results) is { } problem ? new(RunStatus.InvalidOutput, problem) : RunOutcome.Completed;
    }

    private RunOutcome Failed(Exception exception) => _control.AfterFailure(exception, Run);

    public override NamedValue[] CopyOutputs()
    {
        var results = _results ?? throw new InvalidOperationException("There was no completed run.");
        var outputs = new NamedValue[_outputs.Count];
        var copied = 0;
        try
        {
            for (; copied < outputs.Length; copied++)
            {
                var budget = new OutputBudget(_outputs[copied], session.MaxOutputBytes);
                outputs[copied] = new(_outputs[copied], results[copied] is { } value ? ValueCopy.Of(value, pooled: true, ref budget) : InferenceValue.Absent);
            }
            return outputs;
        }
        catch
        {
            for (var i = 0; i < copied; i++) outputs[i].Value.Release();
            throw;
        }
    }

    private RunResults RunOptional(RunOptions options)
    {
        using var binding = session.Native.CreateIoBinding();
        for (var i = 0; i < _inputs.Names.Count; i++) binding.BindInput(_inputs.Names[i], _inputs.Values[i]);
        binding.SynchronizeBoundInputs();
        return RunResults.RunOptional(session, options, binding, _outputs);
    }

    private string? FindMissing(RunResults results)
    {
        if (!session.MayLeaveOutputsEmpty) return null;
        for (var i = 0; i < _outputs.Count; i++)
        {
            if (results[i] is null && session.Signature.TryIndexOfOutput(_outputs[i], out var output)
                && ResultCheck.Missing(session.Signature.Outputs[output]) is { } problem) return problem;
        }
        return null;
    }

    public override void End()
    {
        _results?.Dispose();
        _results = null;
        _inputs.Release();
        _outputs = [];
    }

    protected override void TerminateRun() => _control.Terminate();

    protected override void ResetRun() => _control.Reset();

    public override void Dispose()
    {
        End();
        _control.Dispose();
    }
}
