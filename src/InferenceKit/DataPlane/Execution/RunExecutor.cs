using System.Runtime.CompilerServices;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// The only code that encodes, arms, runs, disarms, decodes and checks. It takes row sources: one request, rows of many requests, a part
/// of a request, a sample, a copy for a shadow. Nothing that a codec or a session throws passes it. Thread-safe.
/// </summary>
/// <param name="scanner">Stops runs at their deadlines.</param>
internal sealed class RunExecutor(DeadlineScanner scanner)
{
    /// <summary>Encodes rows after those that a batch has; adds all that the source took, or nothing.</summary>
    /// <returns>Null, or why the rows cannot be encoded.</returns>
    public static InferenceFailure? Encode<TSource, TValue>(ref TSource source, ServedVersion version, RunBatch batch, ref RowRange rows)
        where TSource : struct, IRowSource<TValue>
    {
        var before = batch.Rows;
        rows.FirstInRun = before;
        InferenceFailure? failure;
        try
        {
            failure = source.Encode(version, batch, ref rows);
            if (failure is null) return null;
        }
#pragma warning disable CA1031 // User code: whatever it throws fails its own caller only.
        catch (Exception exception)
        {
            failure = Failures.Encoding(version.Id, exception);
        }
#pragma warning restore CA1031
        // Rows of a request that failed must not run with those of others.
        batch.RemoveFrom(before);
        return failure;
    }

    /// <summary>Decodes rows of a completed run, and compares them with the version's rules.</summary>
    /// <param name="source">Whose rows.</param>
    /// <param name="version">The version that ran.</param>
    /// <param name="batch">The run.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="value">What the rows before made; receives the answer, or default for no answer.</param>
    /// <returns>Null, or why there is no answer.</returns>
    public static InferenceFailure? Decode<TSource, TValue>(ref TSource source, ServedVersion version, RunBatch batch, in RowRange rows, ref TValue? value)
        where TSource : struct, IRowSource<TValue>
    {
        InferenceFailure? failure;
        try
        {
            value = source.Decode(batch, rows, value);
            failure = source.Check(version, batch, rows, value);
            if (failure is null) return null;
        }
#pragma warning disable CA1031 // User code, as above.
        catch (Exception exception)
        {
            failure = Failures.Decoding(version.Id, exception);
        }
#pragma warning restore CA1031
        if (value is not null) source.Discard(value);
        value = default;
        return failure;
    }

    /// <summary>Runs what was encoded. Completes synchronously where the session does; never throws.</summary>
    /// <param name="slot">The lease.</param>
    /// <param name="batch">What was encoded.</param>
    /// <param name="end">When the run must be over.</param>
    /// <param name="members">The requests that wait for it; null where its caller's own thread runs it.</param>
    /// <param name="cancellation">Its caller's token, where it has no members.</param>
    /// <param name="isOnly">Whether it has no members and the lease ends with it.</param>
    public ValueTask<RunOutcome> RunAsync(Slot slot, RunBatch batch, long end, IRunMembers? members, CancellationToken cancellation, bool isOnly = false)
    {
        slot.Arm(batch, end, cancellation, members);
        if (members is null) scanner.NoteInlineRun();
        else scanner.NoteWaiting(end);
        ValueTask<RunOutcome> run;
        try
        {
            run = slot.Version.Session.RunAsync(batch, cancellation);
            if (!run.IsCompletedSuccessfully) return AwaitAsync(slot, run);
        }
#pragma warning disable CA1031 // A session must not throw. If one does, its callers still need an answer, and the slot has to come back.
        catch (Exception exception)
        {
            run = new(Threw(exception));
        }
#pragma warning restore CA1031
        if (isOnly) slot.Withdraw();
        else slot.Disarm();
        return run;
    }

    /// <summary>Has rows of a completed run copied now and then, to check that they do not depend on each other. Inputs and outputs are still there.</summary>
    public static void Sample(ServedVersion version, RunBatch batch)
    {
        if (batch is RowBatch rows) version.Rows.AfterRun(rows);
    }

    /// <summary>Encodes, runs and decodes one source by itself. The lease stays the caller's.</summary>
    /// <param name="source">What runs.</param>
    /// <param name="slot">The lease.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="end">When the run must be over.</param>
    /// <param name="cancellation">Its caller's token.</param>
    /// <param name="isOnly">Whether the lease ends with it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ValueTask<RunResult<TValue>> RunOneAsync<TSource, TValue>(
        TSource source, Slot slot, RowRange rows, long end, CancellationToken cancellation, bool isOnly = false)
        where TSource : struct, IRowSource<TValue>
    {
        if (EncodeAlone<TSource, TValue>(ref source, slot, ref rows, out var batch) is { } refused) return new(new RunResult<TValue>(default, refused, false, false));
        var run = RunAsync(slot, batch!, end, null, cancellation, isOnly);
        return run.IsCompletedSuccessfully
            ? new(End<TSource, TValue>(ref source, slot.Version, batch!, rows, run.Result))
            : EndLaterAsync<TSource, TValue>(source, slot.Version, batch!, rows, run);
    }

    private static InferenceFailure? EncodeAlone<TSource, TValue>(ref TSource source, Slot slot, ref RowRange rows, out RunBatch? batch)
        where TSource : struct, IRowSource<TValue>
    {
        batch = null;
        try
        {
            batch = source.BatchIn(slot);
            batch.BeginRun();
        }
#pragma warning disable CA1031 // There may be no memory for the buffers.
        catch (Exception exception)
        {
            return Failures.Encoding(slot.Version.Id, exception);
        }
#pragma warning restore CA1031
        return Encode<TSource, TValue>(ref source, slot.Version, batch, ref rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RunResult<TValue> End<TSource, TValue>(ref TSource source, ServedVersion version, RunBatch batch, in RowRange rows, RunOutcome outcome)
        where TSource : struct, IRowSource<TValue>
    {
        TValue? value = default;
        InferenceFailure? failure = null;
        if (outcome.Status == RunStatus.Completed)
        {
            failure = Decode<TSource, TValue>(ref source, version, batch, rows, ref value);
            Sample(version, batch);
        }
        else if (outcome.Status != RunStatus.Terminated) failure = Failures.Running(version.Id, outcome);
        batch.EndRun();
        return new(value, failure, outcome.Status == RunStatus.Terminated, true);
    }

    private static async ValueTask<RunResult<TValue>> EndLaterAsync<TSource, TValue>(
        TSource source, ServedVersion version, RunBatch batch, RowRange rows, ValueTask<RunOutcome> run)
        where TSource : struct, IRowSource<TValue> =>
        End<TSource, TValue>(ref source, version, batch, rows, await run.ConfigureAwait(false));

    private static async ValueTask<RunOutcome> AwaitAsync(Slot slot, ValueTask<RunOutcome> run)
    {
        RunOutcome outcome;
        try
        {
            outcome = await run.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
        {
            outcome = Threw(exception);
        }
#pragma warning restore CA1031
        slot.Disarm();
        return outcome;
    }

    private static RunOutcome Threw(Exception exception) => new(RunStatus.Failed, $"the session threw {exception.GetType().Name}.", exception);
}
