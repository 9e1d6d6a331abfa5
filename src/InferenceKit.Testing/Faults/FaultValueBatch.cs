using InferenceKit.Sessions;

namespace InferenceKit.Testing.Faults;

/// <summary>A run on values whose outputs can be replaced by NaN when they are copied.</summary>
internal sealed class FaultValueBatch : ValueBatch
{
    private readonly FaultInjector _faults;

    public FaultValueBatch(ValueBatch inner, FaultInjector faults)
    {
        Inner = inner;
        _faults = faults;
        StopSignal = new();
    }

    public ValueBatch Inner { get; }

    /// <summary>Whether the outputs of this run become NaN.</summary>
    public bool IsNotANumber { get; set; }

    public override void Begin(IReadOnlyList<NamedValue> inputs, IReadOnlyList<string> outputs)
    {
        IsNotANumber = false;
        Inner.Begin(inputs, outputs);
    }

    public override NamedValue[] CopyOutputs()
    {
        var outputs = Inner.CopyOutputs();
        if (!IsNotANumber) return outputs;
        var isAny = false;
        foreach (var output in outputs) isAny |= NotANumber.Fill(output.Value);
        if (isAny) _faults.Count(FaultKind.NotANumber);
        return outputs;
    }

    public override void End() => Inner.End();

    public override void Dispose() => Inner.Dispose();

    protected override void TerminateRun() => Inner.Terminate();

    protected override void ResetRun() => Inner.ResetTermination();
}
