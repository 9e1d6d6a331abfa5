using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Batching;
using InferenceKit.DataPlane.Calls;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;

namespace InferenceKit.DataPlane.Fallback;

/// <summary>The chain: the first attempt, and one step after the other when it fails.</summary>
internal sealed class FallbackRunner(RequestPipeline pipeline, BatchServices shared)
{
    // Variants that are other models are asked as steps of a chain are, which follow a failure.
    private static readonly InferenceFailure NothingFailed = new(InferenceError.ModelNotReady, "nothing failed");

    // Slots begin at 1 in the upper bits.
    private ulong _standIns;

    /// <summary>Ticks of a second.</summary>
    public long Frequency => shared.Frequency;

    /// <summary>The clock.</summary>
    public long Now => shared.Time.GetTimestamp();

    /// <summary>Answers a request: by its version or variant, and where that fails by its chain.</summary>
    public ValueTask<PredictionResult<TValue>> RunAsync<TCall, TValue>(TCall call, FallbackPolicy chain, ServingTable table, ServedModel model, in RequestContext context)
        where TCall : struct, IFallbackCall<TValue>
    {
        if (call.Keep() is { } unusable) return new(pipeline.Refuse<TCall, TValue>(call, model.Registration, context, unusable));
        var first = context;
        first.Deadline = chain.LatestStartOf(0, context.Arrival, context.Deadline, Frequency);
        var attempt = model.OtherModelOf(context.Arm) is { } other
            ? AskOtherAsync<TCall, TValue>(call, model, other, first)
            : pipeline.AttemptAsync<TCall, TValue>(call, model.Registration, table, ref first);
        if (!attempt.IsCompletedSuccessfully) return AwaitAsync(attempt, call, model.Registration, chain, context);
        var result = attempt.Result;
        if (!result.IsSuccess && chain.IsTriggeredBy(FallbackReasons.Of(result.Failure.Error)))
            return FallBackAsync<TCall, TValue>(call, model.Registration, chain, context, result.Failure);
        call.EndHold();
        return new(result);
    }

    /// <summary>Asks the steps one after the other, after a failure.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<PredictionResult<TValue>> FallBackAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, FallbackPolicy chain, RequestContext context, InferenceFailure first)
        where TCall : struct, IFallbackCall<TValue>
    {
        var reason = FallbackReasons.Of(first.Error);
        var arrival = context.Arrival;
        var last = first;
        try
        {
            for (var i = 0; i < chain.Steps.Length; i++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var now = Now;
                // An answer after the deadline counts as a failure.
                if (now >= context.Deadline) break;
                var step = chain.Steps[i];
                var attempt = context;
                attempt.Arrival = now;
                attempt.Deadline = chain.LatestStartOf(i + 1, arrival, context.Deadline, Frequency);
                var result = await TakeStepAsync<TCall, TValue>(call, registration, i - chain.Before, step, attempt, first).ConfigureAwait(false);
                shared.Metrics.FellBack(registration.Name, step.Key, reason, result.Failure?.Error);
                if (result.TryGet(out var prediction))
                {
                    shared.Serving.NoteFallback(registration, now);
                    return new(prediction.Value, prediction.Info with { Route = context.Route, FallbackStep = step.Key, Reason = reason });
                }
                last = result.Failure!;
            }
            return new(Failures.ChainExhausted(registration.Name, first, last));
        }
        finally
        {
            call.EndHold();
        }
    }

    /// <summary>Completes at a deadline, or when it is not wanted any more; never fails.</summary>
    public async Task DelayUntilAsync(long deadline, CancellationToken notWanted)
    {
        // Timers count whole milliseconds, and may come too soon for one that does not.
        while (Now is var now && now <= deadline && !notWanted.IsCancellationRequested)
        {
            var left = TimeSpan.FromMilliseconds(Math.Min(int.MaxValue - 1, Math.Ceiling((deadline - now) * shared.SecondsPerTick * 1000) + 1));
            await Task.Delay(left, shared.Time, notWanted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What is known of an answer that no version gave.</summary>
    public InferenceInfo InfoOf(in FallbackRequest request) =>
        new(PredictionId.Create(Interlocked.Increment(ref _standIns)), request.StandsFor, batchSize: 1, TimeSpan.Zero, shared.ToTimeSpan(Now - request.Context.Arrival));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PredictionResult<TValue>> AwaitAsync<TCall, TValue>(
        ValueTask<PredictionResult<TValue>> attempt, TCall call, ModelRegistration registration, FallbackPolicy chain, RequestContext context)
        where TCall : struct, IFallbackCall<TValue>
    {
        PredictionResult<TValue> result;
        try
        {
            result = await attempt.ConfigureAwait(false);
        }
        catch
        {
            // Its caller gave up.
            call.EndHold();
            throw;
        }
        if (!result.IsSuccess && chain.IsTriggeredBy(FallbackReasons.Of(result.Failure.Error)))
            return await FallBackAsync<TCall, TValue>(call, registration, chain, context, result.Failure).ConfigureAwait(false);
        call.EndHold();
        return result;
    }

    private ValueTask<PredictionResult<TValue>> TakeStepAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, int index, FallbackStep step, RequestContext attempt, InferenceFailure first)
        where TCall : struct, IFallbackCall<TValue>
    {
        var table = shared.Serving.Current;
        var model = table.Models[registration.Ordinal];
        // Whatever answers now, it is not the variant.
        attempt.Arm = 0;
        if (step.Kind == FallbackKind.Primary)
            return model.Primary is { } primary && primary.Id == first.Model
                ? new(new PredictionResult<TValue>(Failures.StepNotReady(model.Name, step, "its version is the one that failed")))
                : pipeline.AttemptAsync<TCall, TValue>(call, registration, table, ref attempt);
        if (step.Kind != FallbackKind.Version) return call.AnswerAsync(new(pipeline, model, step, first, attempt));
        // A reload may have changed the chain meanwhile: the step then names a version that was not looked for.
        if (index >= model.FallbackVersions.Length || model.FallbackVersions[index] is not { } version)
            return new(new PredictionResult<TValue>(Failures.StepNotReady(model.Name, step, "there is no such version")));
        if (version == first.Model?.Version)
            return new(new PredictionResult<TValue>(Failures.StepNotReady(model.Name, step, "it is the version that failed")));
        attempt.Version = version.ToString();
        return pipeline.AttemptAsync<TCall, TValue>(call, registration, table, ref attempt);
    }

    private ValueTask<PredictionResult<TValue>> AskOtherAsync<TCall, TValue>(TCall call, ServedModel model, string other, RequestContext context)
        where TCall : struct, IFallbackCall<TValue>
    {
        // The other model has variants of its own.
        context.Arm = 0;
        var step = new FallbackStep(0, FallbackKind.Model, other, 0) { Variant = context.Route!.Variant };
        return call.AnswerAsync(new(pipeline, model, step, NothingFailed, context));
    }
}
