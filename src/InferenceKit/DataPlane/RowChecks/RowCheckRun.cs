using InferenceKit.DataPlane.Execution;
using InferenceKit.Runtime;
using InferenceKit.Runtime.Rows;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.RowChecks;

/// <summary>A lease on a version beside the slots of requests, and runs of copied rows under it.</summary>
internal sealed class RowCheckRun : IDisposable
{
    // No check is worth more; a longer run shows nothing.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly Slot _slot;
    private readonly DeadlineScanner _scanner;
    private readonly TimeProvider _time;

    private RowCheckRun(Slot slot, DeadlineScanner scanner, TimeProvider time) => (_slot, _scanner, _time) = (slot, scanner, time);

    /// <summary>Whether the model refused the last run, which was neither stopped nor short of memory.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Whether an output of the last run did not count its rows.</summary>
    public bool HasOtherLength { get; private set; }

    public static RowCheckRun? TryBegin(ServedVersion version, DeadlineScanner scanner, TimeProvider time) =>
        version.TryRentShadow() is { } slot ? new(slot, scanner, time) : null;

    /// <summary>Runs rows together, whole as they are.</summary>
    /// <returns>The outputs of each row; null where there are none to compare.</returns>
    public InferenceValue[][]? TryRun(RowInputs[] rows)
    {
        (IsRefused, HasOtherLength) = (false, false);
        if (RowInputs.Join(rows) is not { } inputs) return null;
        var version = _slot.Version;
        var batch = _slot.Values;
        batch.Begin(inputs, version.OutputNames);
        NamedValue[] outputs = [];
        try
        {
            var outcome = Run(batch);
            if (outcome.Status != RunStatus.Completed)
            {
                IsRefused = !_slot.WasTerminated && outcome.Status is RunStatus.Failed or RunStatus.InvalidInput or RunStatus.InvalidOutput;
                return null;
            }
            outputs = batch.CopyOutputs();
            return Split(outputs, rows.Length);
        }
        finally
        {
            batch.End();
            // Tensors were copied row by row; items of sequences were not, and are the collector's.
            foreach (var output in outputs)
                if (output.Value is TensorValue tensor) tensor.Release();
        }
    }

    public void Dispose() => _slot.ReturnShadow();

    private InferenceValue[][]? Split(NamedValue[] outputs, int rows)
    {
        var split = new InferenceValue[rows][];
        for (var row = 0; row < rows; row++)
        {
            split[row] = new InferenceValue[outputs.Length];
            for (var i = 0; i < outputs.Length; i++)
            {
                if (RowValues.TrySlice(outputs[i].Value, row, rows) is not { } slice)
                {
                    HasOtherLength = true;
                    return null;
                }
                split[row][i] = slice;
            }
        }
        return split;
    }

    private RunOutcome Run(ValueBatch batch)
    {
        var now = _time.GetTimestamp();
        var end = _slot.Version.EndOfRun(now, now + (long)(Longest.TotalSeconds * _time.TimestampFrequency));
        _slot.Arm(batch, end, CancellationToken.None);
        _scanner.NoteWaiting(end);
        var run = SupervisedRun.RunAsync(_slot.Version.Session, batch);
        // A remote session is waited for: the thread has nothing else to do.
        var outcome = run.IsCompletedSuccessfully ? run.Result : run.AsTask().GetAwaiter().GetResult();
        _slot.Disarm();
        return outcome;
    }
}
