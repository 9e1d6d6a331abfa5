using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

internal sealed partial class InferencePipeline
{
    /// <summary>
    /// The path of a request that waits for a place, or whose run takes a worker. Encoding and decoding stay in this
    /// method, and so in the execution context of the caller.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PredictionResult<TValue>> ExecuteLaterAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, RequestContext context, Slot? slot)
        where TCall : struct, IInferenceCall<TValue>
    {
        long queued = 0;
        if (slot is null)
        {
            InferenceFailure? failure;
            try
            {
                (slot, failure) = await RentAsync(registration, context).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                call.Refuse();
                throw;
            }
            if (slot is null) return Refuse<TCall, TValue>(call, registration, context, failure!);
            queued = time.GetTimestamp() - context.Arrival;
        }

        var version = slot.Version;
        if (RunPlacement.IsInline(version.RunTime, context.Deadline - context.Arrival - queued, _frequency))
            return await ExecuteInline<TCall, TValue>(call, slot, context, queued).ConfigureAwait(false);

        RunBatch batch;
        try
        {
            if (call.Encode(slot, out batch) is { } refused) return FailEncoding<TValue>(slot, context, refused);
        }
#pragma warning disable CA1031 // User code: whatever it throws fails its own caller only.
        catch (Exception exception)
        {
            // The lease first: giving back the caller's memory is user code, too.
            var failed = FailEncoding<TValue>(slot, context, Failures.Encoding(version.Id, exception));
            call.Refuse();
            return failed;
        }
#pragma warning restore CA1031

        if (await RunOnWorkerAsync(slot, batch, context).ConfigureAwait(false) is not { } outcome)
            return await Abandoned<TValue>(version, context).ConfigureAwait(false);
        return outcome.Status == RunStatus.Completed
            ? Finish<TCall, TValue>(call, slot, batch, context, queued)
            : await FailRun<TValue>(slot, batch, context, outcome).ConfigureAwait(false);
    }

    /// <summary>Runs on a worker; null when the deadline or the caller's cancellation came first, and the worker then gives the slot back.</summary>
    private async ValueTask<RunOutcome?> RunOnWorkerAsync(Slot slot, RunBatch batch, RequestContext context)
    {
        var pending = new PendingRun(slot, batch);
        slot.Arm(batch, context.Deadline, context.Cancellation, pending);
        scanner.NoteWaiting(context.Deadline);
        workers.Post(pending);
        if (!context.Cancellation.CanBeCanceled) return await pending.Task.ConfigureAwait(false);
        var registration = context.Cancellation.UnsafeRegister(
            static s => { var (run, clock) = ((PendingRun, TimeProvider))s!; run.Cancel(clock); }, (pending, time));
        try
        {
            return await pending.Task.ConfigureAwait(false);
        }
        finally
        {
            // Not awaited: a callback still running waits for the slot's state only, never for this caller.
            registration.Unregister();
        }
    }

    /// <summary>A session that did not complete synchronously: a remote one.</summary>
    private async ValueTask<PredictionResult<TValue>> FinishLaterAsync<TCall, TValue>(
        TCall call, Slot slot, RunBatch batch, RequestContext context, long queued, ValueTask<RunOutcome> run)
        where TCall : struct, IInferenceCall<TValue>
    {
        RunOutcome outcome;
        try
        {
            outcome = await run.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A session must not throw; if one does, the slot must still come back.
        catch (Exception exception)
        {
            outcome = new(RunStatus.Failed, "the session threw.", exception);
        }
#pragma warning restore CA1031
        return outcome.Status == RunStatus.Completed
            ? Finish<TCall, TValue>(call, slot, batch, context, queued)
            : await FailRun<TValue>(slot, batch, context, outcome).ConfigureAwait(false);
    }

    private ValueTask<PredictionResult<TValue>> Abandoned<TValue>(ServedVersion version, in RequestContext context) =>
        context.Cancellation.IsCancellationRequested
            ? Cancelled<TValue>(version, context)
            : new(Fail<TValue>(version, context, Failures.DeadlineWhileRunning(version.Id)));
}
