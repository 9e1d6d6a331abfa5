using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Batching;

/// <summary>Requests that share no run: those whose values are no rows, and those with more rows than a run may have.</summary>
internal sealed partial class BatchRunner
{
    private async ValueTask RunAloneAsync(Slot slot, QueuedRequest request)
    {
        var began = _shared.Time.GetTimestamp();
        RunBatch batch;
        try
        {
            Enter(request);
            if (request.Encode(slot, out batch) is { } refused)
            {
                Fail(request, refused);
                return;
            }
        }
#pragma warning disable CA1031 // User code: whatever it throws fails its own caller only.
        catch (Exception exception)
        {
            Fail(request, Failures.Encoding(_version.Id, exception));
            return;
        }
#pragma warning restore CA1031
        _group.Add(request);
        request.Run = ++Run;
        BeginRunning(request);
        try
        {
            var outcome = await RunAsync(slot, batch, began).ConfigureAwait(false);
            if (outcome.Status != RunStatus.Completed)
            {
                FailRun(request, outcome, slot.WasTerminated);
                return;
            }
            Decode(batch, 0, 1, began);
            Learn(1, began, _shared.Time.GetTimestamp() - began);
        }
        finally
        {
            _group.Clear();
            if (batch is ValueBatch values) values.End();
        }
    }

    /// <summary>The outputs of a request's rows do not count them, so they cannot be told from others': it runs by itself, and its answer is taken as it comes.</summary>
    private async ValueTask RunWholeAsync(Slot slot, QueuedRequest request)
    {
        if (!request.TryMove(RequestState.Running, RequestState.Preparing)) return;
        var began = _shared.Time.GetTimestamp();
        RunBatch batch;
        try
        {
            Enter(request);
            if (request.Encode(slot, out batch) is { } refused)
            {
                Fail(request, refused);
                return;
            }
        }
#pragma warning disable CA1031 // User code: whatever it throws fails its own caller only.
        catch (Exception exception)
        {
            Fail(request, Failures.Encoding(_version.Id, exception));
            return;
        }
#pragma warning restore CA1031
        request.Run = ++Run;
        BeginRunning(request);
        try
        {
            var outcome = await RunAsync(slot, batch, began).ConfigureAwait(false);
            if (outcome.Status != RunStatus.Completed)
            {
                FailRun(request, outcome, slot.WasTerminated);
                return;
            }
            _version.Rows.End($"an output of a live run did not count its {request.Rows} rows");
            if (!request.TryMove(RequestState.Running, RequestState.Reading) || !TryDecode(request, batch)) return;
            var end = _shared.Time.GetTimestamp();
            Succeed(request, 1, _shared.ToTimeSpan(end - began), end);
        }
        finally
        {
            if (batch is ValueBatch values) values.End();
        }
    }

    private async ValueTask RunPartsAsync(Slot slot, QueuedRequest request, int most)
    {
        var began = _shared.Time.GetTimestamp();
        // For all parts, also where rows are found to depend on each other meanwhile.
        var batch = slot.ManyOf(most);
        for (var start = 0; start < request.Rows; start += most)
        {
            if (start > 0 && !request.TryMove(RequestState.Running, RequestState.Preparing)) return;
            request.Part = (start, Math.Min(most, request.Rows - start));
            request.FirstRow = 0;
            request.Run = ++Run;
            batch.BeginRun();
            if (!TryEncode(request, batch, out var fits)) return;
            if (!fits)
            {
                Fail(request, Failures.TooLarge(_version.Id, request.Part.Count));
                return;
            }
            BeginRunning(request);
            var outcome = await RunAsync(slot, batch, _shared.Time.GetTimestamp()).ConfigureAwait(false);
            if (outcome.Status == RunStatus.InvalidOutput && !slot.WasTerminated)
            {
                await RunWholeAsync(slot, request).ConfigureAwait(false);
                return;
            }
            if (outcome.Status != RunStatus.Completed)
            {
                FailRun(request, outcome, slot.WasTerminated);
                return;
            }
            if (!request.TryMove(RequestState.Running, RequestState.Reading) || !TryDecode(request, batch)) return;
            _version.Rows.AfterRun(batch);
            if (start + most < request.Rows) BeginRunning(request);
        }
        var end = _shared.Time.GetTimestamp();
        Succeed(request, most, _shared.ToTimeSpan(end - began), end);
    }
}
