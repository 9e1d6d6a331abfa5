using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Serving.Rows;

namespace InferenceKit.DataPlane.RowChecks;

/// <summary>A lease on a version beside the slots of requests, and runs of copied rows under it.</summary>
internal sealed class RowCheckRun : IDisposable
{
    // No check is worth more; a longer run shows nothing.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly Slot _slot;
    private readonly RunExecutor _executor;
    private readonly TimeProvider _time;

    private RowCheckRun(Slot slot, RunExecutor executor, TimeProvider time) => (_slot, _executor, _time) = (slot, executor, time);

    /// <summary>Whether the model refused the last run, which was neither stopped nor short of memory.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Whether an output of the last run did not count its rows.</summary>
    public bool HasOtherLength { get; private set; }

    public static RowCheckRun? TryBegin(ServedVersion version, RunExecutor executor, TimeProvider time) =>
        version.TryRentShadow() is { } slot ? new(slot, executor, time) : null;

    /// <summary>Runs rows together, whole as they are.</summary>
    /// <returns>The outputs of each row; null where there are none to compare.</returns>
    public InferenceValue[][]? TryRun(RowInputs[] rows)
    {
        (IsRefused, HasOtherLength) = (false, false);
        if (RowInputs.Join(rows) is not { } inputs) return null;
        var result = Run(new(inputs));
        IsRefused = result.Failure is { Error: InferenceError.ExecutionFailed or InferenceError.InvalidInput or InferenceError.InvalidOutput };
        if (result.Value is not { } outputs) return null;
        try
        {
            return Split(outputs, rows.Length);
        }
        finally
        {
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

    private RunResult<NamedValue[]> Run(ValuesSource rows)
    {
        var now = _time.GetTimestamp();
        var end = _slot.Version.EndOfRun(now, now + (long)(Longest.TotalSeconds * _time.TimestampFrequency));
        var run = _executor.RunOneAsync<ValuesSource, NamedValue[]>(rows, _slot, RowRange.One, end, CancellationToken.None);
        // A remote session is waited for: the thread has nothing else to do.
        return run.IsCompletedSuccessfully ? run.Result : run.AsTask().GetAwaiter().GetResult();
    }
}
