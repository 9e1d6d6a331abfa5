using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Batching.Forming;

/// <summary>
/// Runs what a batch took. A run that fails is run again in parts, until the request that the model refuses is alone: only its caller is to
/// know of it.
/// </summary>
/// <param name="members">The batch's requests.</param>
internal sealed class BatchRuns(BatchMembers members)
{
    // A run that fails costs ten times one that succeeds, for it ends in an exception. In two parts there would be more that fail.
    private const int Parts = 8;

    private readonly RunForming _forming = new(members);
    private BatchScheduler _scheduler = null!;
    private RunExecutor _executor = null!;
    private BatchServices _shared = null!;
    private int _succeeded;

    /// <summary>What the runs teach of how long runs take: rows, time, and the time that taking them from the queue took; null where none was a usual one.</summary>
    public (int Rows, long Ticks, long Taking)? Learnt { get; private set; }

    /// <summary>Runs all that the batch took; every request has its answer then, goes on with its next rows, or was answered early.</summary>
    /// <param name="scheduler">Told of failures.</param>
    /// <param name="shared">What all schedulers share.</param>
    /// <param name="slot">The lease.</param>
    /// <param name="rows">The rows of all requests.</param>
    public async ValueTask RunAsync(BatchScheduler scheduler, BatchServices shared, Slot slot, int rows)
    {
        var own = ExecutionContext.Capture();
        (_scheduler, _shared, _executor, Learnt) = (scheduler, shared, shared.Executor, null);
        try
        {
            _forming.Begin(rows);
            while (_forming.HasPending) await RunGroupAsync(slot).ConfigureAwait(false);
            members.FailRest(null);
        }
#pragma warning disable CA1031 // A bug of ours must cost the requests of this batch their answers, not the process or the queue.
        catch (Exception exception)
        {
            members.FailRest(exception);
        }
#pragma warning restore CA1031
        finally
        {
            _forming.Clear();
            if (own is not null) ExecutionContext.Restore(own);
        }
    }

    private async ValueTask RunGroupAsync(Slot slot)
    {
        var began = _shared.Time.GetTimestamp();
        var batch = _forming.Form(slot);
        var group = _forming.Group;
        if (group.Count == 0) return;
        if (_forming.HasPending)
            slot.Version.Instruments.Runs.Released((int)ReleaseReason.Shape, batch.Rows, (began - group[0].Context.Arrival) * _shared.SecondsPerTick);
        _succeeded = 0;
        var outcome = await TryRunAsync(slot, batch, 0, group.Count, began).ConfigureAwait(false);
        if (outcome == RunStatus.Completed)
        {
            Learn(slot.Version, batch.Rows, began);
            if (group[0].WholeRows is > 0 and var rows && slot.Version.Rows.MayShare) slot.Version.Rows.End($"an output of a live run did not count its {rows} rows");
        }
        else if (outcome != RunStatus.Terminated && group.Count > 1)
        {
            await IsolateAsync(slot, batch, 0, group.Count).ConfigureAwait(false);
            _scheduler.LearnFailure(failedAll: _succeeded == 0, failedNone: _succeeded == group.Count);
        }
        batch.EndRun();
    }

    /// <summary>Runs what was encoded, which is that of some of the group, and notes the answers, but for those of a failure that is to be looked into.</summary>
    private async ValueTask<RunStatus> TryRunAsync(Slot slot, RunBatch batch, int from, int count, long began)
    {
        var group = _forming.Group;
        var outcome = await _executor.RunAsync(slot, batch, members.EndOfRun(began), members, CancellationToken.None).ConfigureAwait(false);
        if (outcome.Status == RunStatus.Completed && count == 1 && IsPartWithoutRows(group[from], batch))
        {
            RunWholeOrRefuse(group[from], slot);
            return RunStatus.InvalidOutput;
        }
        if (outcome.Status == RunStatus.Completed)
        {
            _succeeded += members.Decode(group, from, count, batch, slot, began);
            RunExecutor.Sample(slot.Version, batch);
        }
        else if (count == 1 && outcome.Status == RunStatus.InvalidOutput && group[from] is { IsDivisible: true, HasIndependentRows: false, Held: null } request)
        {
            // Its outputs may not count its rows, and so cannot be told from others': its answer is taken as it comes.
            _forming.AddWhole(request);
        }
        else if (count == 1 || outcome.Status == RunStatus.Terminated)
            for (var i = from; i < from + count; i++) members.FailRun(group[i], outcome);
        return outcome.Status;
    }

    /// <summary>Whether a run had one of several rows of a request on values, and its outputs do not count rows: those of all rows cannot be put together.</summary>
    private static bool IsPartWithoutRows(QueuedRequest request, RunBatch batch) =>
        request is { IsDivisible: true, HasIndependentRows: false } && batch is RowBatch rows && Array.Exists(rows.Outputs, static output => !output.CountsRows);

    private void RunWholeOrRefuse(QueuedRequest request, Slot slot)
    {
        if (request.Held is null)
        {
            _forming.AddWhole(request);
            return;
        }
        // Parts before it have been copied into its answer. The next request of this kind runs whole.
        slot.Version.Rows.End("an output of a live run did not count its rows");
        if (request.TryMove(RequestState.Running, RequestState.Reading)) members.Fail(request, Failures.RowsDepend(slot.Version.Id));
    }

    private async ValueTask IsolateAsync(Slot slot, RunBatch batch, int from, int count)
    {
        var most = (count + Parts - 1) / Parts;
        var allSucceeded = true;
        for (int i = from, size; i < from + count; i += size)
        {
            size = Math.Min(most, from + count - i);
            // Where the others were all right, what is left is not: it need not fail once more to be known.
            var mustFail = allSucceeded && size > 1 && i + size == from + count;
            var status = mustFail ? RunStatus.Failed : await RunAgainAsync(slot, batch, i, size).ConfigureAwait(false);
            if (status == RunStatus.Completed) continue;
            allSucceeded = false;
            if (size > 1 && status != RunStatus.Terminated) await IsolateAsync(slot, batch, i, size).ConfigureAwait(false);
        }
    }

    private async ValueTask<RunStatus> RunAgainAsync(Slot slot, RunBatch batch, int from, int count)
    {
        var began = _shared.Time.GetTimestamp();
        batch.BeginRun();
        members.BeginRun();
        var encoded = 0;
        for (var i = from; i < from + count; i++)
        {
            var request = _forming.Group[i];
            if (!request.TryMove(RequestState.Running, RequestState.Preparing)) continue;
            var rows = request.Range.Count;
            if (!members.TryEncode(request, batch)) continue;
            request.Run = members.Run;
            if (request.Range.Count == rows)
            {
                members.BeginRunning(request);
                encoded++;
                continue;
            }
            request.Range.Count = rows;
            members.Fail(request, Failures.ChangedShape(slot.Version.Id));
        }
        // All of them may have given up.
        return encoded == 0 ? RunStatus.Completed : await TryRunAsync(slot, batch, from, count, began).ConfigureAwait(false);
    }

    private void Learn(ServedVersion version, int rows, long began)
    {
        var ticks = _shared.Time.GetTimestamp() - began;
        if (rows == 1) version.RunTime.Add(ticks);
        Learnt = (rows, ticks, began - members.Began);
    }
}
