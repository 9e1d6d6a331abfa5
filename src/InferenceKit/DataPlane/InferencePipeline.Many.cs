using InferenceKit.DataPlane.Batching;
using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Resilience;
using InferenceKit.DataPlane.Routing;
using InferenceKit.Monitoring;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane;

internal sealed partial class InferencePipeline
{
    /// <summary>Predicts many rows with one version and one lease, in runs of the size that has proved fastest.</summary>
    public async ValueTask InvokeManyAsync<TIn, TOut>(
        ManyRows<TIn, TOut> many, ModelRegistration registration, InferenceRequestOptions? options, CancellationToken cancellationToken)
    {
        var context = new RequestContext(_time.GetTimestamp(), options, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        using var activity = InferenceActivities.HasListeners ? InferenceActivities.Start(registration.Name) : default;
        var table = _serving.Current;
        var model = table.Models[registration.Ordinal];
        _deadline.Apply(ref context, model.Policy);
        var (version, failure) = Assign(default(ManyKey), model, ref context, out _, byChance: false) is { } refused
            ? (null, refused)
            : OtherModelOf(model, context) is null
                ? await SendManyAsync(many, registration, table, context).ConfigureAwait(false)
                : (null, await AskForManyAsync(many, registration, table, context).ConfigureAwait(false));
        if (failure is not null)
        {
            InferenceActivities.Fail(activity, failure);
            throw new InferenceException(failure);
        }
        activity.SetVersion(version);
    }

    /// <summary>Sends the rows to one version, and those without an answer down the chain.</summary>
    private async ValueTask<(ModelVersion? Version, InferenceFailure? Failure)> SendManyAsync<TIn, TOut>(
        ManyRows<TIn, TOut> many, ModelRegistration registration, ServingTable table, RequestContext context)
    {
        var model = table.Models[registration.Ordinal];
        var rescue = new ManyRescue<TIn, TOut>(this, many, registration, context.Arm == 0 ? model.Policy.Fallback : model.Policy.VariantFallback, context);
        context.Deadline = rescue.DeadlineOfFirst;
        var version = RoutingStage.Select(table, model, ref context, out var failure);
        if (version is { Breaker.IsOpen: true } && (failure = BreakerStage.Refuse(version, ref context)) is not null) version = null;
        var slot = version is { Queue.TakesInline: true } ? version.TryRent() : null;
        if (slot is null && version is not null) (slot, failure) = await RentAsync(registration, context).ConfigureAwait(false);
        if (slot is null) _metrics.Refused(registration.Name, failure!.Error, (_time.GetTimestamp() - context.Arrival) * _secondsPerTick);
        else failure = await RunManyAsync(many, slot, context, model.Policy.MaxRowsPerRun, rescue).ConfigureAwait(false);
        if (failure is not null && rescue.IsFor(failure)) failure = await rescue.AnswerRestAsync(failure).ConfigureAwait(false);
        return (slot?.Version.Id.Version, failure);
    }

    /// <summary>Runs all rows, and records how that ended.</summary>
    private async ValueTask<InferenceFailure?> RunManyAsync<TIn, TOut>(
        ManyRows<TIn, TOut> many, Slot slot, RequestContext context, int maxRows, ManyRescue<TIn, TOut> rescue)
    {
        var version = slot.Version;
        InferenceFailure? failure;
        try
        {
            failure = await RunRowsAsync(many, slot, context, maxRows, rescue).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            version.Instruments.Cancelled((_time.GetTimestamp() - context.Arrival) * _secondsPerTick);
            throw;
        }
        if (failure is not null)
        {
            Fail<TOut>(version, context, failure);
            return failure;
        }
        var now = _time.GetTimestamp();
        // Many rows take long, which makes none of them slow.
        version.Breaker.Succeeded(ticks: 0, now, context.IsTrial);
        if (version.Instruments.Enabled) version.Instruments.Succeeded((now - context.Arrival) * _secondsPerTick);
        return null;
    }

    /// <summary>Waits for a place, by priority and in order of arrival.</summary>
    private ValueTask<SlotAnswer> RentAsync(ModelRegistration registration, in RequestContext context)
    {
        var request = new SlotRequest(context);
        if (Dispatch.ToQueue(request, registration, shared, context.Arrival) is not { } refusal) return request.Task;
        context.Cancellation.ThrowIfCancellationRequested();
        return new(new SlotAnswer(null, refusal.Failure));
    }

    /// <summary>Runs on a worker; null when the deadline or the caller's cancellation came first, and the worker then gives the slot back.</summary>
    private async ValueTask<RunOutcome?> RunOnWorkerAsync(Slot slot, RunBatch batch, RequestContext context, long now)
    {
        var end = slot.Version.EndOfRun(now, context.Deadline);
        var pending = new PendingRun(slot, batch, end, context.Cancellation);
        slot.Arm(batch, end, context.Cancellation, pending);
        _scanner.NoteWaiting(end);
        _workers.Post(pending);
        if (!context.Cancellation.CanBeCanceled) return await pending.Task.ConfigureAwait(false);
        var registration = context.Cancellation.UnsafeRegister(
            static s => { var (run, clock) = ((PendingRun, TimeProvider))s!; run.Cancel(clock); }, (pending, _time));
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

    /// <summary>Runs all rows and gives the slot back, unless a run was abandoned: then its worker does.</summary>
    private async ValueTask<InferenceFailure?> RunRowsAsync<TIn, TOut>(
        ManyRows<TIn, TOut> many, Slot slot, RequestContext context, int maxRows, ManyRescue<TIn, TOut> rescue)
    {
        var version = slot.Version;
        var returned = false;
        var aloneUntil = 0;
        try
        {
            for (var start = 0; start < many.Count;)
            {
                rescue.Done = start;
                context.Cancellation.ThrowIfCancellationRequested();
                var began = _time.GetTimestamp();
                if (began > context.Deadline) return Failures.DeadlineWhileRunning(version.Id);
                var rows = start < aloneUntil ? 1 : Math.Min(RowsOfNextRun(version, slot, maxRows), many.Count - start);
                var batch = slot.Many(rows);
                var failure = many.Encode(version, batch, start, Math.Min(rows, batch.Capacity));
                // Rows before a bad one need not run: the call fails as a whole.
                if (failure is not null) return failure;
                var outcome = await RunOnceAsync(slot, batch, context, began).ConfigureAwait(false);
                if (outcome is null)
                {
                    returned = true;
                    context.Cancellation.ThrowIfCancellationRequested();
                    return Failures.Stopped(version, began, context.Deadline);
                }
                slot.Disarm();
                if (batch.Rows > 1 && !slot.WasTerminated && outcome.Value.Status is (RunStatus.Failed or RunStatus.InvalidOutput))
                {
                    aloneUntil = start + batch.Rows;
                    continue;
                }
                if (outcome.Value.Status != RunStatus.Completed)
                {
                    var failed = FailureOf(slot, context, outcome.Value, began);
                    if (batch.Rows > 1 || slot.WasTerminated || !rescue.IsFor(failed)) return failed;
                    if (await rescue.AnswerAsync(start, failed).ConfigureAwait(false) is { } unanswered) return unanswered;
                    start++;
                    continue;
                }
                for (var row = 0; many.Decode(version, batch, start, ref row) is { } undecodable; row++)
                {
                    if (!rescue.IsFor(undecodable)) return ManyRows<TIn, TOut>.AtRow(start + row, undecodable);
                    if (await rescue.AnswerAsync(start + row, undecodable).ConfigureAwait(false) is { } unanswered) return unanswered;
                }
                version.RowsPerRun.Add(batch.Rows, _time.GetTimestamp() - began);
                start += batch.Rows;
                // Rows that failed together and succeeded one by one: the model declares rows and cannot take several.
                if (start == aloneUntil) version.RowsPerRun.StayAtOne();
            }
            // An answer after its deadline is none.
            return _time.GetTimestamp() > context.Deadline ? Failures.DeadlineWhileRunning(version.Id) : null;
        }
        finally
        {
            if (!returned) slot.Return();
        }
    }

    private static int RowsOfNextRun(ServedVersion version, Slot slot, int maxRows) =>
        version.Signature.SharesRuns ? version.RowsPerRun.Next(Math.Min(maxRows, slot.MaxRowsByMemory)) : 1;

    private async ValueTask<RunOutcome?> RunOnceAsync(Slot slot, RowBatch batch, RequestContext context, long now)
    {
        var expected = slot.Version.RowsPerRun.Expected(batch.Rows) ?? slot.Version.RunTime.P99;
        if (expected >= _frequency / 1000 || expected >= (context.Deadline - now) / 4 || slot.Version.RunTime.HasOverrun)
            return await RunOnWorkerAsync(slot, batch, context, now).ConfigureAwait(false);
        slot.Arm(batch, slot.Version.EndOfRun(now, context.Deadline), context.Cancellation);
        _scanner.NoteInlineRun();
        return await slot.Version.Session.RunAsync(batch, context.Cancellation).ConfigureAwait(false);
    }

    private static InferenceFailure FailureOf(Slot slot, in RequestContext context, RunOutcome outcome, long began)
    {
        if (outcome.Status != RunStatus.Terminated && !slot.WasTerminated) return Failures.Running(slot.Version.Id, outcome);
        context.Cancellation.ThrowIfCancellationRequested();
        return Failures.Stopped(slot.Version, began, context.Deadline);
    }
}
