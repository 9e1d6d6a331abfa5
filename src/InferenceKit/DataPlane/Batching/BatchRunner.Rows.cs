using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Batching;

/// <summary>Runs of rows: those of one shape together, and those of a failed run apart.</summary>
internal sealed partial class BatchRunner
{
    private readonly List<QueuedRequest> _pending = [];
    private readonly List<QueuedRequest> _group = [];
    private int _succeeded;

    private async ValueTask RunGroupsAsync(Slot slot)
    {
        _pending.AddRange(_taken);
        while (_pending.Count > 0)
        {
            var began = _shared.Time.GetTimestamp();
            var batch = Form(slot);
            if (_group.Count == 0) continue;
            if (_pending.Count > 0) _version.Instruments.Runs.Released((int)ReleaseReason.Shape, batch.Rows, (began - _group[0].Context.Arrival) * _shared.SecondsPerTick);
            _succeeded = 0;
            var count = _group.Count;
            await RunGroupAsync(slot, batch, 0, count, began).ConfigureAwait(false);
            _group.Clear();
        }
    }

    /// <summary>Encodes the first that is pending and all of its shape.</summary>
    private RowBatch Form(Slot slot)
    {
        var rows = 0;
        foreach (var request in _pending) rows += request.Rows;
        var batch = rows == 1 ? slot.Single : slot.ManyOf(rows);
        batch.BeginRun();
        Run++;
        var kept = 0;
        for (var i = 0; i < _pending.Count; i++)
        {
            var request = _pending[i];
            if (IsOfOtherShape(request) || !TryAppend(request, batch)) _pending[kept++] = request;
        }
        _pending.RemoveRange(kept, _pending.Count - kept);
        foreach (var request in _group) BeginRunning(request);
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

    private async ValueTask RunGroupAsync(Slot slot, RowBatch batch, int from, int count, long began)
    {
        if (batch.Rows == 0) return;
        var isWhole = count == _group.Count;
        var outcome = await RunAsync(slot, batch).ConfigureAwait(false);
        if (outcome.Status == RunStatus.Completed)
        {
            Decode(batch, from, count, began);
            if (isWhole) Learn(batch.Rows, _shared.Time.GetTimestamp() - began);
            return;
        }
        if (count == 1 || slot.WasTerminated || outcome.Status == RunStatus.Terminated)
        {
            for (var i = from; i < from + count; i++) FailRun(_group[i], outcome, slot.WasTerminated);
            return;
        }
        // Somewhere in it is a row that the model refuses; only its caller is to know.
        await RunAgainAsync(slot, batch, from, count / 2).ConfigureAwait(false);
        await RunAgainAsync(slot, batch, from + count / 2, count - count / 2).ConfigureAwait(false);
        if (isWhole) _scheduler.LearnFailure(failedAll: _succeeded == 0, failedNone: _succeeded == count);
    }

    private void Learn(int rows, long ticks)
    {
        if (rows == 1) _version.RunTime.Add(ticks);
        Learnt = (rows, ticks);
    }

    private ValueTask RunAgainAsync(Slot slot, RowBatch batch, int from, int count)
    {
        var began = _shared.Time.GetTimestamp();
        batch.BeginRun();
        Run++;
        for (var i = from; i < from + count; i++)
        {
            var request = _group[i];
            if (!request.TryMove(RequestState.Running, RequestState.Preparing)) continue;
            request.FirstRow = batch.Rows;
            if (!TryEncode(request, batch, out var fits)) continue;
            request.Run = Run;
            if (fits) BeginRunning(request);
            else Fail(request, Failures.Encoding(_version.Id, new InvalidOperationException("A row came in another shape when it was encoded again.")));
        }
        return RunGroupAsync(slot, batch, from, count, began);
    }

    private void Decode(RunBatch batch, int from, int count, long began)
    {
        for (var i = from; i < from + count; i++)
        {
            var request = _group[i];
            if (request.TryMove(RequestState.Running, RequestState.Reading)) TryDecode(request, batch);
        }
        var end = _shared.Time.GetTimestamp();
        var rows = (batch as RowBatch)?.Rows ?? 1;
        for (var i = from; i < from + count; i++)
            if (_group[i].State == RequestState.Reading) Succeed(_group[i], rows, began, end);
    }
}
