using InferenceKit.Sessions.Rows;

namespace InferenceKit.Sessions.Onnx.Outputs;

/// <summary>
/// Which outputs the runs of a session write into memory that was bound for them. ONNX Runtime leaves that of an output alone which is an
/// input or a constant of the model, and reports nothing: the old content of the memory would be the answer. So nothing is assumed: the
/// first run finds a marker in the memory, and what it has not overwritten is made by the runtime from then on.
/// </summary>
/// <remarks>Thread-safe. Two first runs at the same time both find out.</remarks>
internal sealed class OutputProof
{
    // Two markers: a model may compute the first by chance, but hardly the second for the same element in the next run.
    private const byte First = 0xA5, Second = 0x5A;

    private readonly Lock _lock = new();
    private readonly int _outputs;
    private bool[]? _written;

    /// <param name="outputs">How many outputs the session has.</param>
    /// <param name="isNothing">Whether no memory may be reserved at all.</param>
    public OutputProof(int outputs, bool isNothing)
    {
        _outputs = outputs;
        if (isNothing) _written = new bool[outputs];
    }

    /// <summary>For each output, whether runs write it where it was bound; null as long as that is not known. Never changed once it is given.</summary>
    public bool[]? Written => Volatile.Read(ref _written);

    /// <summary>Notes that no memory is to be reserved.</summary>
    public void ReserveNothing()
    {
        lock (_lock) Volatile.Write(ref _written, new bool[_outputs]);
    }

    /// <summary>Runs once, or twice where the first run leaves a doubt.</summary>
    /// <param name="batch">The rows to run.</param>
    /// <param name="plan">What is reserved.</param>
    /// <param name="run">Runs them.</param>
    /// <returns>How the last run ended. Unless it completed, nothing was shown.</returns>
    public RunOutcome Prove(RowBatch batch, OutputPlan plan, Func<RunOutcome> run)
    {
        Mark(batch, plan, First);
        var outcome = run();
        if (outcome.Status != RunStatus.Completed) return outcome;
        var unwritten = Find(batch, plan, First);
        if (Array.TrueForAll(unwritten, p => p is null)) return Complete(unwritten, outcome);
        Mark(batch, plan, Second);
        outcome = run();
        if (outcome.Status != RunStatus.Completed) return outcome;
        var again = Find(batch, plan, Second);
        for (var i = 0; i < unwritten.Length; i++)
            if (unwritten[i] is { } one && (again[i] is not { } other || !one.Overlaps(other))) unwritten[i] = null;
        return Complete(unwritten, outcome);
    }

    private RunOutcome Complete(MarkedElements?[] unwritten, RunOutcome outcome)
    {
        lock (_lock)
        {
            // An output that one run did not write stays excluded, whatever concurrent first runs have shown.
            var before = _written;
            Volatile.Write(ref _written, [.. unwritten.Select((marked, i) => marked is null && before?[i] != false)]);
        }
        return outcome;
    }

    private static void Mark(RowBatch batch, OutputPlan plan, byte marker)
    {
        for (var i = 0; i < batch.Outputs.Length; i++)
            if (plan.IsReserved(i)) batch.Outputs[i].ReservedRows(batch.Rows).Fill(marker);
    }

    private static MarkedElements?[] Find(RowBatch batch, OutputPlan plan, byte marker)
    {
        var found = new MarkedElements?[batch.Outputs.Length];
        for (var i = 0; i < found.Length; i++)
        {
            if (!plan.IsReserved(i)) continue;
            var output = batch.Outputs[i];
            found[i] = MarkedElements.Find(output.ReservedRows(batch.Rows), ElementTypes.SizeOf(output.ElementType), marker);
        }
        return found;
    }
}
