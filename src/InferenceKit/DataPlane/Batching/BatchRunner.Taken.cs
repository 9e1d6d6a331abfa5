using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Batching;

/// <summary>The run or runs of what was taken; nobody is left without an answer.</summary>
internal sealed partial class BatchRunner
{
    private async ValueTask RunTakenAsync(Slot slot)
    {
        var own = ExecutionContext.Capture();
        (_answered, _tightest) = (0, long.MaxValue);
        try
        {
            var first = _taken[0];
            var most = Math.Min(_scheduler.MostRowsPerRun, slot.MostRows);
            if (!first.HasRows) await RunAloneAsync(slot, first).ConfigureAwait(false);
            else if (!_version.Rows.MayShare) await RunUnsharedAsync(slot).ConfigureAwait(false);
            else if (first.Rows > most) await RunPartsAsync(slot, first, most).ConfigureAwait(false);
            else await RunGroupsAsync(slot).ConfigureAwait(false);
            FailRest(null);
        }
#pragma warning disable CA1031 // A bug of ours must cost the requests of this run their answers, not the process or the queue.
        catch (Exception exception)
        {
            FailRest(exception);
        }
#pragma warning restore CA1031
        finally
        {
            if (own is not null) ExecutionContext.Restore(own);
        }
    }

    /// <summary>Rows were found to depend on each other after these requests came: each runs whole, and none is cut into parts.</summary>
    private async ValueTask RunUnsharedAsync(Slot slot)
    {
        foreach (var request in _taken)
            if (request.Rows > 1) await RunAloneAsync(slot, request).ConfigureAwait(false);
        // With buffers for one row, those of one row run one after the other.
        _pending.AddRange(_taken.FindAll(static request => request.Rows == 1));
        _pendingRows = _pending.Count;
        await RunPendingAsync(slot).ConfigureAwait(false);
    }

    // Those of this turn whose answer was noted.
    private int _answered;

    // Nobody must be left without an answer, whatever went wrong.
    private void FailRest(Exception? exception)
    {
        if (_answered == _taken.Count) return;
        foreach (var request in _taken)
        {
            if (request.State is RequestState.Done or RequestState.Left) continue;
            if (request.State == RequestState.Running && !request.TryMove(RequestState.Running, RequestState.Reading)) continue;
            Fail(request, new(InferenceError.ExecutionFailed, $"{_version.Id}: the run failed ({exception?.GetType().Name ?? "it was left out"}).") { Model = _version.Id, Cause = exception });
        }
    }
}
