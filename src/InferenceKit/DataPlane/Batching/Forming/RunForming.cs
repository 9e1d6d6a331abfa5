using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.Serving.Leasing;
using InferenceKit.Sessions;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.DataPlane.Batching.Forming;

/// <summary>Forms the runs of a batch: rows of one shape go together, as far as a run has room for them.</summary>
/// <param name="members">The batch's requests.</param>
internal sealed class RunForming(BatchMembers members)
{
    private readonly List<QueuedRequest> _pending = [];
    private int _pendingRows;

    /// <summary>Whether any request waits for a run of this batch.</summary>
    public bool HasPending => _pending.Count > 0;

    /// <summary>The requests of the run that was formed last.</summary>
    public List<QueuedRequest> Group { get; } = [];

    /// <summary>Begins with all requests of the batch.</summary>
    public void Begin(int rows)
    {
        _pending.Clear();
        _pending.AddRange(members.Requests);
        _pendingRows = rows;
    }

    /// <summary>A request of the last run runs once more, by itself and whole.</summary>
    public void AddWhole(QueuedRequest request)
    {
        request.StayWhole();
        _pending.Add(request);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _pending.Clear();
        Group.Clear();
    }

    /// <summary>Encodes the first that is pending, and all that can run with it.</summary>
    /// <returns>What was encoded; the group is empty where all of it failed.</returns>
    public RunBatch Form(Slot slot)
    {
        Group.Clear();
        members.BeginRun();
        if (!slot.Version.Rows.MayShare) KeepWhole(slot);
        if (!HasPending) return slot.Buffers.Single;
        var batch = !_pending[0].Size.HasRows ? _pending[0].BatchIn(slot) : _pendingRows == 1 ? slot.Buffers.Single : slot.Buffers.ManyOf(_pendingRows);
        batch.BeginRun();
        _pendingRows = 0;
        var kept = 0;
        for (var i = 0; i < _pending.Count; i++)
        {
            var request = _pending[i];
            if (!IsOfOtherShape(request) && TryAdd(slot, request, batch)) continue;
            _pending[kept++] = request;
            _pendingRows += request.Range.Count;
        }
        _pending.RemoveRange(kept, _pending.Count - kept);
        return batch;
    }

    /// <summary>Rows were found to depend on each other since the requests were taken: none is cut into parts any more.</summary>
    private void KeepWhole(Slot slot)
    {
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            var request = _pending[i];
            if (!request.IsDivisible || request.HasIndependentRows) continue;
            if (request.State != RequestState.Preparing && !request.TryMove(RequestState.Running, RequestState.Preparing)) continue;
            if (request.Held is null)
            {
                request.StayWhole();
                continue;
            }
            // Some of its rows have been answered in parts already.
            members.Fail(request, Failures.RowsDepend(slot.Version.Id));
            _pending.RemoveAt(i);
        }
    }

    private bool IsOfOtherShape(QueuedRequest request) =>
        Group.Count > 0 && (!Group[0].Size.HasRows || !request.Size.HasRows || (request.ShapeHash != 0 && request.ShapeHash != Group[0].ShapeHash));

    /// <returns>Whether it is not pending any more: in the group, failed or gone.</returns>
    private bool TryAdd(Slot slot, QueuedRequest request, RunBatch batch)
    {
        if (request.State != RequestState.Preparing && !request.TryMove(RequestState.Running, RequestState.Preparing)) return true;
        var wanted = request.Range.Count;
        var rows = batch as RowBatch;
        // Before it is encoded: what has no room would be encoded in vain.
        if (Group.Count > 0 && rows is not null && (!rows.HasRoom || (!request.IsDivisible && rows.Rows + wanted > rows.Capacity))) return Postpone(request);
        if (!members.TryEncode(request, batch)) return true;
        request.ShapeHash = rows?.ShapeHash ?? 0;
        if (request.Range.Count == 0)
        {
            request.Range.Count = wanted;
            if (Group.Count > 0) return Postpone(request);
            // Not even by itself: more than the memory of one run.
            members.Fail(request, Failures.TooLarge(slot.Version.Id, wanted));
            return true;
        }
        request.Run = members.Run;
        Group.Add(request);
        members.BeginRunning(request);
        return true;
    }

    private bool Postpone(QueuedRequest request)
    {
        members.BeginRunning(request);
        return false;
    }
}
