using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Batching;

/// <summary>A run of several requests failed: somewhere in it is a row that the model refuses, and only its caller is to know.</summary>
internal sealed partial class BatchRunner
{
    // A run that fails costs ten times one that succeeds, for it ends in an exception. In two parts there would be more that fail.
    private const int Parts = 8;

    private async ValueTask TakeApartAsync(Slot slot, RowBatch batch, int from, int count)
    {
        var most = (count + Parts - 1) / Parts;
        var allSucceeded = true;
        for (int i = from, size; i < from + count; i += size)
        {
            size = Math.Min(most, from + count - i);
            // Where the others were all right, what is left is not: it need not fail once more to be known.
            var mustFail = allSucceeded && size > 1 && i + size == from + count;
            if (!mustFail && await TryRunAgainAsync(slot, batch, i, size).ConfigureAwait(false)) continue;
            allSucceeded = false;
            if (size > 1 && !slot.WasTerminated) await TakeApartAsync(slot, batch, i, size).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> TryRunAgainAsync(Slot slot, RowBatch batch, int from, int count)
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
        // All of them may have given up.
        return batch.Rows == 0 || await TryRunAsync(slot, batch, from, count, began).ConfigureAwait(false);
    }
}
