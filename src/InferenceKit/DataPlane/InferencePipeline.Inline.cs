using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

internal sealed partial class InferencePipeline
{
    /// <summary>Encodes, runs and decodes on the caller's thread, and gives the slot back.</summary>
    private ValueTask<PredictionResult<TValue>> ExecuteInline<TCall, TValue>(
        TCall call, Slot slot, in RequestContext context)
        where TCall : struct, IInferenceCall<TValue>
    {
        var version = slot.Version;
        RunBatch batch;
        try
        {
            if (call.Encode(slot, out batch) is { } refused) return new(FailEncoding<TValue>(slot, context, refused));
        }
#pragma warning disable CA1031 // User code: whatever it throws fails its own caller only.
        catch (Exception exception)
        {
            // The lease first: giving back the caller's memory is user code, too.
            var failed = FailEncoding<TValue>(slot, context, Failures.Encoding(version.Id, exception));
            call.Refuse();
            return new(failed);
        }
#pragma warning restore CA1031

        slot.Arm(batch, version.EndOfRun(context.Arrival, context.Deadline), context.Cancellation);
        _scanner.NoteInlineRun();
        var run = version.Session.RunAsync(batch, context.Cancellation);
        if (!run.IsCompletedSuccessfully) return FinishLaterAsync<TCall, TValue>(call, slot, batch, context, run);
        var outcome = run.Result;
        return outcome.Status == RunStatus.Completed
            ? new(Finish<TCall, TValue>(call, slot, batch, context))
            : FailRun<TValue>(slot, batch, context, outcome);
    }

    /// <summary>Decodes a completed run and gives the slot back.</summary>
    private PredictionResult<TValue> Finish<TCall, TValue>(
        TCall call, Slot slot, RunBatch batch, in RequestContext context)
        where TCall : struct, IInferenceCall<TValue>
    {
        var version = slot.Version;
        TValue value;
        try
        {
            value = call.Decode(batch);
        }
#pragma warning disable CA1031 // User code, as above.
        catch (Exception exception)
        {
            var failure = Failures.Decoding(version.Id, exception);
            SlotRelease.Release(slot, batch);
            return Fail<TValue>(version, context, failure);
        }
#pragma warning restore CA1031
        if (call.Check(version, batch, value) is { } invalid)
        {
            SlotRelease.Release(slot, batch);
            call.Discard(value);
            return Fail<TValue>(version, context, invalid);
        }

        var id = slot.NextPredictionId();
        var isSample = (slot.Predictions & 7) == 0;
        if (batch is ValueBatch values) values.End();
        else version.Rows.AfterRun(Unsafe.As<RowBatch>(batch));
        var end = _time.GetTimestamp();
        var elapsed = end - context.Arrival;
        version.RunTime.Add(elapsed);
        slot.Return();
        if (isSample) version.Queue.OnInlineRun(end, elapsed);
        if (end > context.Deadline) return FailLate<TCall, TValue>(call, value, version, context);
        version.Breaker.Succeeded(elapsed, end, context.IsTrial);
        var instruments = version.Instruments;
        if (instruments.Enabled) instruments.Succeeded(elapsed * _secondsPerTick);
        return new(value, new InferenceInfo(id, version.Id, batchSize: 1, TimeSpan.Zero, ToTimeSpan(elapsed), context.Route));
    }

    /// <summary>An answer after its deadline is none.</summary>
    private PredictionResult<TValue> FailLate<TCall, TValue>(TCall call, TValue value, ServedVersion version, in RequestContext context)
        where TCall : struct, IInferenceCall<TValue>
    {
        version.RunTime.MarkOverrun();
        call.Discard(value);
        return Fail<TValue>(version, context, Failures.DeadlineWhileRunning(version.Id));
    }

    /// <summary>A session that did not complete synchronously: a remote one.</summary>
    private async ValueTask<PredictionResult<TValue>> FinishLaterAsync<TCall, TValue>(
        TCall call, Slot slot, RunBatch batch, RequestContext context, ValueTask<RunOutcome> run)
        where TCall : struct, IInferenceCall<TValue>
    {
        var outcome = await SupervisedRun.EndAsync(run).ConfigureAwait(false);
        return outcome.Status == RunStatus.Completed
            ? Finish<TCall, TValue>(call, slot, batch, context)
            : await FailRun<TValue>(slot, batch, context, outcome).ConfigureAwait(false);
    }

    private ValueTask<PredictionResult<TValue>> FailRun<TValue>(Slot slot, RunBatch batch, in RequestContext context, RunOutcome outcome)
    {
        var version = slot.Version;
        var terminated = slot.WasTerminated;
        SlotRelease.Release(slot, batch);
        if (outcome.Status != RunStatus.Terminated && !terminated)
            return new(Fail<TValue>(version, context, Failures.Running(version.Id, outcome)));
        if (context.Cancellation.IsCancellationRequested) return Cancelled<TValue>(version, context);
        version.RunTime.MarkOverrun();
        return new(Fail<TValue>(version, context, Failures.Stopped(version, context.Arrival, context.Deadline)));
    }

    private ValueTask<PredictionResult<TValue>> Cancelled<TValue>(ServedVersion version, in RequestContext context)
    {
        version.Instruments.Cancelled((_time.GetTimestamp() - context.Arrival) * _secondsPerTick);
        return ValueTask.FromCanceled<PredictionResult<TValue>>(context.Cancellation);
    }

    private PredictionResult<TValue> FailEncoding<TValue>(Slot slot, in RequestContext context, InferenceFailure failure)
    {
        slot.Return();
        return Fail<TValue>(slot.Version, context, failure);
    }

    private PredictionResult<TValue> Fail<TValue>(ServedVersion version, in RequestContext context, InferenceFailure failure)
    {
        var now = _time.GetTimestamp();
        version.Breaker.Failed(failure.Error, now - context.Arrival, now, context.IsTrial);
        version.Instruments.Failed(failure.Error, (now - context.Arrival) * _secondsPerTick);
        return new(failure);
    }

    private TimeSpan ToTimeSpan(long ticks) => new((long)(ticks * (_secondsPerTick * TimeSpan.TicksPerSecond)));
}
