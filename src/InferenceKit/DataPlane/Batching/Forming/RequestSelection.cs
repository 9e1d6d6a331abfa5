using InferenceKit.DataPlane.Batching.Admission;
using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.DataPlane.Batching.Sizing;
using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Batching.Forming;

/// <summary>Which requests, and how many of their rows, a runner takes from the queue. Used under the scheduler's lock.</summary>
internal sealed class RequestSelection(QueueShards queue, QueueAdmission admission, RunPlan plan, ServedVersion version)
{
    /// <summary>Takes requests out of the parts of the queue that are open.</summary>
    /// <param name="taken">Receives them.</param>
    /// <param name="most">Most rows.</param>
    /// <param name="earliestEnd">Requests with a sooner deadline would be late.</param>
    /// <param name="now">The clock.</param>
    /// <param name="late">Receives those.</param>
    /// <returns>The rows that were taken.</returns>
    public int Take(List<QueuedRequest> taken, int most, long earliestEnd, long now, ref List<QueuedRequest>? late)
    {
        var rows = 0;
        while (rows < most)
        {
            if (queue.First() is not { } request)
            {
                if (queue.OpenRest(now)) continue;
                break;
            }
            if (request.Context.Deadline <= earliestEnd)
            {
                TakeOut(request, RequestState.Done);
                (late ??= []).Add(request);
                continue;
            }
            if (!TryFit(request, taken.Count, most, ref rows)) break;
            TakeOut(request, RequestState.Preparing);
            taken.Add(request);
            if (!request.Size.HasRows) break;
        }
        queue.EndTaking();
        return rows;
    }

    /// <summary>Rows of the next run, where the request that goes next is one of many rows.</summary>
    public int RowsOfNext(int rows) =>
        queue.First() is { HasIndependentRows: true } many ? Math.Max(rows, Math.Min(many.Range.Count, plan.RowsOfPart(isLearnt: true))) : rows;

    /// <summary>Whether a request goes with those that were taken, and with how many of its rows.</summary>
    private bool TryFit(QueuedRequest request, int others, int most, ref int rows)
    {
        if (request.HasIndependentRows)
        {
            // It fills what the others leave of a run.
            var part = plan.RowsOfPart(isLearnt: true);
            request.Range.Count = Math.Min(request.Range.Count, Math.Max(1, Math.Min(part, Math.Max(most, part) - rows)));
        }
        else
        {
            // Found to depend on each other since it came: it runs whole, unless some of its rows have run already.
            if (request.IsDivisible && request.Held is null && !version.Rows.MayShare) request.StayWhole();
            var all = request.Range.Count;
            if (request.IsDivisible) request.Range.Count = Math.Min(all, plan.RowsOfPart(isLearnt: false));
            if (others > 0 && (!request.Size.HasRows || rows + request.Range.Count > most))
            {
                request.Range.Count = all;
                return false;
            }
        }
        rows += request.Range.Count;
        return true;
    }

    private void TakeOut(QueuedRequest request, int state)
    {
        request.Shard!.Take(request);
        admission.ForgetBytes(request);
        request.MoveTo(state);
    }
}
