using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Batching;

/// <summary>Runs of rows: those of one shape together, and those of a failed run apart.</summary>
internal sealed partial class BatchRunner
{
    private readonly List<QueuedRequest> _pending = [];
    private readonly List<QueuedRequest> _group = [];
    private int _pendingRows;
    private int _succeeded;

    private ValueTask RunGroupsAsync(Slot slot)
    {
        _pending.AddRange(_taken);
        _pendingRows = Rows;
        return RunPendingAsync(slot);
    }

    private async ValueTask RunPendingAsync(Slot slot)
    {
        while (_pending.Count > 0)
        {
            var began = _shared.Time.GetTimestamp();
            var batch = Form(slot);
            if (_group.Count == 0) continue;
            if (_pending.Count > 0) _version.Instruments.Runs.Released((int)ReleaseReason.Shape, batch.Rows, (began - _group[0].Context.Arrival) * _shared.SecondsPerTick);
            _succeeded = 0;
            await RunGroupAsync(slot, batch, began).ConfigureAwait(false);
            _group.Clear();
        }
    }

    /// <summary>Encodes the first that is pending and all of its shape.</summary>
    private RowBatch Form(Slot slot)
    {
        var batch = _pendingRows == 1 ? slot.Single : slot.ManyOf(_pendingRows);
        batch.BeginRun();
        Run++;
        _pendingRows = 0;
        var kept = 0;
        for (var i = 0; i < _pending.Count; i++)
        {
            var request = _pending[i];
            if (!IsOfOtherShape(request) && TryAppend(request, batch)) continue;
            _pending[kept++] = request;
            _pendingRows += request.Rows;
        }
        _pending.RemoveRange(kept, _pending.Count - kept);
        return batch;
    }

    private bool IsOfOtherShape(QueuedRequest request) =>
        _group.Count > 0 && request.ShapeHash != 0 && request.ShapeHash != _group[0].ShapeHash;

    /// <returns>Whether it is not pending any more: in the group, failed or gone.</returns>
    private bool TryAppend(QueuedRequest request, RowBatch batch)
    {
        if (request.State != RequestState.Preparing && !request.TryMove(RequestState.Running, RequestState.Preparing)) return true;
        if (_group.Count > 0 && batch.Rows + request.Rows > batch.Capacity) return Postpone(request);
        request.FirstRow = batch.Rows;
        if (!TryEncode(request, batch, out var fits)) return true;
        if (!fits && _group.Count == 0)
        {
            // Not even by itself: more than the memory of one run.
            Fail(request, Failures.TooLarge(_version.Id, request.Rows));
            return true;
        }
        request.ShapeHash = batch.ShapeHash;
        if (!fits) return Postpone(request);
        request.Run = Run;
        _group.Add(request);
        BeginRunning(request);
        return true;
    }

    private bool Postpone(QueuedRequest request)
    {
        BeginRunning(request);
        return false;
    }

    private bool TryEncode(QueuedRequest request, RowBatch batch, out bool fits)
    {
        fits = false;
        try
        {
            Enter(request);
            if (request.Append(_version, batch, out fits) is not { } refused) return true;
            Fail(request, refused);
        }
#pragma warning disable CA1031 // User code: whatever it throws fails its own caller only.
        catch (Exception exception)
        {
            Fail(request, Failures.Encoding(_version.Id, exception));
        }
#pragma warning restore CA1031
        return false;
    }

    private async ValueTask RunGroupAsync(Slot slot, RowBatch batch, long began)
    {
        var count = _group.Count;
        if (await TryRunAsync(slot, batch, 0, count, began).ConfigureAwait(false))
        {
            Learn(batch.Rows, began, _shared.Time.GetTimestamp() - began);
            return;
        }
        if (count == 1 || slot.WasTerminated) return;
        await TakeApartAsync(slot, batch, 0, count).ConfigureAwait(false);
        _scheduler.LearnFailure(failedAll: _succeeded == 0, failedNone: _succeeded == count);
    }

    /// <summary>Runs what was encoded, which is that of some of the group, and notes the answers, but for those of a failure that is to be looked into.</summary>
    /// <returns>Whether it succeeded.</returns>
    private async ValueTask<bool> TryRunAsync(Slot slot, RowBatch batch, int from, int count, long began)
    {
        var outcome = await RunAsync(slot, batch, began).ConfigureAwait(false);
        if (outcome.Status == RunStatus.Completed)
        {
            Decode(batch, from, count, began);
            _version.Rows.AfterRun(batch);
            return true;
        }
        if (count == 1 && outcome.Status == RunStatus.InvalidOutput && !slot.WasTerminated && _group[from].Rows > 1)
        {
            await RunWholeAsync(slot, _group[from]).ConfigureAwait(false);
            return true;
        }
        if (count == 1 || slot.WasTerminated || outcome.Status == RunStatus.Terminated)
            for (var i = from; i < from + count; i++) FailRun(_group[i], outcome, slot.WasTerminated);
        return false;
    }

    private void Learn(int rows, long began, long ticks)
    {
        if (rows == 1) _version.RunTime.Add(ticks);
        Learnt = (rows, ticks, began - _began);
    }

    private void Decode(RunBatch batch, int from, int count, long began)
    {
        var rows = (batch as RowBatch)?.Rows ?? 1;
        // A few at a time: what was read of them is still near, and the clock is asked once for all of them.
        const int Few = 16;
        for (var i = from; i < from + count; i += Few)
        {
            var end = Math.Min(i + Few, from + count);
            for (var j = i; j < end; j++)
            {
                var request = _group[j];
                if (request.TryMove(RequestState.Running, RequestState.Reading)) TryDecode(request, batch);
            }
            var now = _shared.Time.GetTimestamp();
            var computeTime = _shared.ToTimeSpan(now - began);
            for (var j = i; j < end; j++)
                if (_group[j].State == RequestState.Reading) Succeed(_group[j], rows, computeTime, now);
        }
    }
}
