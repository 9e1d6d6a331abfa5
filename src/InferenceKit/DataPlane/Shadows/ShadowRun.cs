using InferenceKit.DataPlane.Execution;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>A run of a sample on a version, in a place that no request can have. What it answered is there until it is disposed.</summary>
internal ref struct ShadowRun : IDisposable
{
    private readonly ShadowSample _sample;
    private readonly Slot? _slot;
    private NamedValue[] _values = [];

    /// <param name="version">The version.</param>
    /// <param name="sample">What to run.</param>
    /// <param name="deadline">When the run is stopped.</param>
    /// <param name="scanner">Stops it.</param>
    public ShadowRun(ServedVersion version, ShadowSample sample, long deadline, DeadlineScanner scanner)
    {
        (_sample, _slot) = (sample, version.TryRentShadow());
        if (_slot is null)
        {
            Dropped = ShadowDrop.NotReady;
            return;
        }
        try
        {
            Dropped = sample.IsRow ? RunRow(deadline, scanner) : RunValues(deadline, scanner);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Why it could not be run; null where it was.</summary>
    public ShadowDrop? Dropped { get; }

    /// <summary>Why it failed; null where it answered.</summary>
    public InferenceFailure? Failure { get; private set; }

    /// <summary>Compares the primary's answer with this one.</summary>
    public readonly void Compare(PairOutputs pair)
    {
        if (_sample.IsRow) pair.Compare(_sample.Outputs, _slot!.Single);
        else pair.Compare(_sample.Outputs.ToValues(), _values, hasRows: true);
    }

    /// <summary>Lets typed comparers look at both answers.</summary>
    /// <param name="tell">Told what each of them says.</param>
    public readonly void CompareTyped(Action<string, bool> tell)
    {
        if (_sample.Typed is { } typed && _slot!.Version.CodecOf(typed.Codec, out _) is { } bound)
            typed.Codec.CompareShadow(bound, _slot.Single, typed.Value, tell);
    }

    /// <summary>What it answered.</summary>
    public readonly NamedValue[] CopyOutputs() => _sample.IsRow ? _slot!.Single.CopyOutputs(0).ToValues() : _values;

    public readonly void Dispose() => _slot?.ReturnShadow();

    private ShadowDrop? RunRow(long deadline, DeadlineScanner scanner)
    {
        var batch = _slot!.Single;
        batch.BeginRun();
        batch.BeginRow();
        if (!Write(_sample.Inputs, batch)) return ShadowDrop.Unsuited;
        batch.EndRow();
        Run(batch, deadline, scanner);
        return null;
    }

    private static bool Write(in RowCopy row, RowBatch batch)
    {
        foreach (ref readonly var part in row.Parts)
        {
            if (!batch.Signature.TryIndexOfInput(part.Name, out var index)) return false;
            batch.Inputs[index].WritePart(batch, 0, part, row.BytesOf(part));
        }
        foreach (var (name, value) in row.Others)
        {
            if (!batch.Signature.TryIndexOfInput(name, out var index)) return false;
            batch.Inputs[index].WriteTensor(batch, 0, (TensorValue)value);
        }
        return true;
    }

    private ShadowDrop? RunValues(long deadline, DeadlineScanner scanner)
    {
        var version = _slot!.Version;
        var inputs = _sample.Inputs.ToValues();
        if (RequestCheck.FindProblem(version.Signature, new InferenceRequest(version.Id.Name, inputs)) is not null) return ShadowDrop.Unsuited;
        var batch = _slot.Values;
        batch.Begin(inputs, version.OutputNames);
        try
        {
            Run(batch, deadline, scanner);
            if (Failure is null) _values = batch.CopyOutputs();
            return null;
        }
        finally
        {
            batch.End();
        }
    }

    private void Run(RunBatch batch, long deadline, DeadlineScanner scanner)
    {
        var slot = _slot!;
        slot.Arm(batch, deadline, CancellationToken.None);
        scanner.NoteWaiting(deadline);
        var run = slot.Version.Session.RunAsync(batch, CancellationToken.None);
        // A remote session is waited for: the thread has nothing else to do.
        var outcome = run.IsCompletedSuccessfully ? run.Result : run.AsTask().GetAwaiter().GetResult();
        slot.Disarm();
        if (outcome.Status != RunStatus.Completed)
            Failure = slot.WasTerminated ? Failures.DeadlineWhileRunning(slot.Version.Id) : Failures.Running(slot.Version.Id, outcome);
    }
}
