using InferenceKit.DataPlane.Execution;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>Runs a sample on a version, in a place that no request can have.</summary>
internal static class ShadowRun
{
    /// <param name="version">The version.</param>
    /// <param name="sample">What to run.</param>
    /// <param name="deadline">When the run is stopped.</param>
    /// <param name="scanner">Stops it.</param>
    /// <param name="tellTyped">Told what typed comparers say; null where nobody wants to know.</param>
    /// <param name="outputs">What it answered; null where it failed.</param>
    /// <param name="failure">Why it failed; null where it did not.</param>
    /// <returns>Null, or why it could not be run.</returns>
    public static ShadowDrop? Run(ServedVersion version, ShadowSample sample, long deadline, DeadlineScanner scanner, Action<string, bool>? tellTyped, out NamedValue[]? outputs, out InferenceFailure? failure)
    {
        (outputs, failure) = (null, null);
        if (version.TryRentShadow() is not { } slot) return ShadowDrop.NotReady;
        try
        {
            return sample.IsRow
                ? RunRow(slot, sample, deadline, scanner, tellTyped, out outputs, out failure)
                : RunValues(slot, sample, deadline, scanner, out outputs, out failure);
        }
        finally
        {
            slot.ReturnShadow();
        }
    }

    private static ShadowDrop? RunRow(
        Slot slot, ShadowSample sample, long deadline, DeadlineScanner scanner, Action<string, bool>? tellTyped, out NamedValue[]? outputs, out InferenceFailure? failure)
    {
        (outputs, failure) = (null, null);
        var batch = slot.Single;
        batch.BeginRun();
        batch.BeginRow();
        foreach (var (name, value) in sample.Inputs)
        {
            if (!slot.Version.Signature.TryIndexOfInput(name, out var index)) return ShadowDrop.Unsuited;
            batch.Inputs[index].WriteTensor(batch, 0, (TensorValue)value);
        }
        batch.EndRow();
        if ((failure = Run(slot, batch, deadline, scanner)) is not null) return null;
        outputs = new NamedValue[batch.Outputs.Length];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = new(batch.Outputs[i].Spec.Name, batch.GetValue(i, 0));
        if (tellTyped is not null && sample.Typed is { } typed && slot.Version.CodecOf(typed.Codec, out _) is { } bound)
            typed.Codec.CompareShadow(bound, batch, typed.Value, tellTyped);
        return null;
    }

    private static ShadowDrop? RunValues(
        Slot slot, ShadowSample sample, long deadline, DeadlineScanner scanner, out NamedValue[]? outputs, out InferenceFailure? failure)
    {
        (outputs, failure) = (null, null);
        var version = slot.Version;
        if (RequestCheck.FindProblem(version.Signature, new InferenceRequest(version.Id.Name, sample.Inputs)) is not null) return ShadowDrop.Unsuited;
        var batch = slot.Values;
        batch.Begin(sample.Inputs, version.OutputNames);
        try
        {
            failure = Run(slot, batch, deadline, scanner);
            if (failure is null) outputs = batch.CopyOutputs();
            return null;
        }
        finally
        {
            batch.End();
        }
    }

    private static InferenceFailure? Run(Slot slot, RunBatch batch, long deadline, DeadlineScanner scanner)
    {
        slot.Arm(batch, deadline, CancellationToken.None);
        scanner.NoteWaiting(deadline);
        var run = slot.Version.Session.RunAsync(batch, CancellationToken.None);
        // A remote session is waited for: the thread has nothing else to do.
        var outcome = run.IsCompletedSuccessfully ? run.Result : run.AsTask().GetAwaiter().GetResult();
        slot.Disarm();
        if (outcome.Status == RunStatus.Completed) return null;
        return slot.WasTerminated ? Failures.DeadlineWhileRunning(slot.Version.Id) : Failures.Running(slot.Version.Id, outcome);
    }
}
