using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Calls;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Serving;
using InferenceKit.Serving.Leasing;

namespace InferenceKit.DataPlane.Execution;

/// <summary>Runs of one request each on its caller's own thread: the usual case, where nothing waits and runs are short.</summary>
internal sealed class InlineRuns(RunExecutor executor, AttemptRecorder recorder, TimeProvider time)
{
    /// <summary>Runs a request and gives the slot back.</summary>
    public ValueTask<PredictionResult<TValue>> RunAsync<TCall, TValue>(TCall call, Slot slot, in RequestContext context)
        where TCall : struct, IInferenceCall<TValue>
    {
        var run = executor.RunOneAsync<TCall, TValue>(
            call, slot, RowRange.One, slot.Version.EndOfRun(context.Arrival, context.Deadline), context.Cancellation, isOnly: true);
        return run.IsCompletedSuccessfully
            ? Finish(call, slot, context, run.Result)
            : FinishLaterAsync(call, slot, context, run);
    }

    /// <summary>A session that did not complete synchronously: a remote one.</summary>
    private async ValueTask<PredictionResult<TValue>> FinishLaterAsync<TCall, TValue>(TCall call, Slot slot, RequestContext context, ValueTask<RunResult<TValue>> run)
        where TCall : struct, IInferenceCall<TValue> =>
        await Finish(call, slot, context, await run.ConfigureAwait(false)).ConfigureAwait(false);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ValueTask<PredictionResult<TValue>> Finish<TCall, TValue>(TCall call, Slot slot, in RequestContext context, in RunResult<TValue> result)
        where TCall : struct, IInferenceCall<TValue>
    {
        if (!result.IsSuccess) return Fail(call, slot, context, result);
        var version = slot.Version;
        var id = slot.NextPredictionId();
        var end = time.GetTimestamp();
        var elapsed = end - context.Arrival;
        version.RunTime.Add(elapsed);
        var isSample = slot.IsSampleDue(end);
        slot.Return();
        if (isSample) version.Queue.OnInlineRun(end, elapsed);
        return end > context.Deadline
            ? new(FailLate(call, result.Value!, version, context))
            : new(recorder.Succeed(result.Value!, id, version, context, end));
    }

    // An answer after the deadline counts as a failure.
    private PredictionResult<TValue> FailLate<TCall, TValue>(TCall call, TValue value, ServedVersion version, in RequestContext context)
        where TCall : struct, IInferenceCall<TValue>
    {
        version.RunTime.MarkOverrun();
        call.Discard(value);
        return recorder.Fail<TValue>(version, context, Failures.DeadlineWhileRunning(version.Id));
    }

    private ValueTask<PredictionResult<TValue>> Fail<TCall, TValue>(TCall call, Slot slot, in RequestContext context, in RunResult<TValue> result)
        where TCall : struct, IInferenceCall<TValue>
    {
        var version = slot.Version;
        // The lease first: giving back the caller's memory is user code.
        slot.Return();
        if (result.Failure is { } failure)
        {
            if (!result.TookInput) call.Refuse();
            return new(recorder.Fail<TValue>(version, context, failure));
        }
        if (context.Cancellation.IsCancellationRequested) return recorder.Cancel<TValue>(version, context);
        version.RunTime.MarkOverrun();
        return new(recorder.Fail<TValue>(version, context, Failures.Stopped(version, context.Arrival, context.Deadline)));
    }
}
