using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Resilience;
using InferenceKit.Runtime;
using InferenceKit.Runtime.Resilience;

namespace InferenceKit.DataPlane;

/// <summary>The chain: the first attempt, and one step after the other when it fails.</summary>
internal sealed partial class InferencePipeline
{
    private ValueTask<PredictionResult<TValue>> SendWithFallbackAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, ServingTable table, FallbackPolicy chain, in RequestContext context)
        where TCall : struct, IFallbackCall<TValue>
    {
        if (call.Keep() is { } unusable) return new(Refuse<TCall, TValue>(call, registration, context, unusable));
        var first = context;
        first.Deadline = chain.LatestStartOf(0, context.Arrival, context.Deadline, _frequency);
        var attempt = AttemptFirstAsync<TCall, TValue>(call, registration, table, ref first);
        if (!attempt.IsCompletedSuccessfully) return AwaitWithFallbackAsync(attempt, call, registration, chain, context);
        var result = attempt.Result;
        if (!result.IsSuccess && chain.IsTriggeredBy(FallbackReasons.Of(result.Failure.Error)))
            return FallBackAsync<TCall, TValue>(call, registration, chain, context, result.Failure);
        call.LetGo();
        return new(result);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PredictionResult<TValue>> AwaitWithFallbackAsync<TCall, TValue>(
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
            call.LetGo();
            throw;
        }
        if (!result.IsSuccess && chain.IsTriggeredBy(FallbackReasons.Of(result.Failure.Error)))
            return await FallBackAsync<TCall, TValue>(call, registration, chain, context, result.Failure).ConfigureAwait(false);
        call.LetGo();
        return result;
    }

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
                var now = _time.GetTimestamp();
                // Whatever comes after the deadline is no answer.
                if (now >= context.Deadline) break;
                var step = chain.Steps[i];
                var attempt = context;
                attempt.Arrival = now;
                attempt.Deadline = chain.LatestStartOf(i + 1, arrival, context.Deadline, _frequency);
                var result = await TakeStepAsync<TCall, TValue>(call, registration, i - chain.Before, step, attempt, first).ConfigureAwait(false);
                _metrics.FellBack(registration.Name, step.Key, reason, result.Failure?.Error);
                if (result.TryGet(out var prediction))
                {
                    _serving.NoteFallback(registration, now);
                    return new(prediction.Value, prediction.Info with { Route = context.Route, FallbackStep = step.Key, Reason = reason });
                }
                last = result.Failure!;
            }
            return new(Failures.ChainExhausted(registration.Name, first, last));
        }
        finally
        {
            call.LetGo();
        }
    }

    private ValueTask<PredictionResult<TValue>> TakeStepAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, int index, FallbackStep step, RequestContext attempt, InferenceFailure first)
        where TCall : struct, IFallbackCall<TValue>
    {
        var table = _serving.Current;
        var model = table.Models[registration.Ordinal];
        // Whatever answers now, it is not the variant.
        attempt.Arm = 0;
        if (step.Kind == FallbackKind.Primary)
            return model.Primary is { } primary && primary.Id == first.Model
                ? new(new PredictionResult<TValue>(Failures.StepNotReady(model.Name, step, "its version is the one that failed")))
                : AttemptAsync<TCall, TValue>(call, registration, table, ref attempt);
        if (step.Kind != FallbackKind.Version) return call.AnswerAsync(new(this, model, step, first, attempt));
        // A reload may have changed the chain meanwhile: the step then names a version that nobody looked for.
        if (index >= model.FallbackVersions.Length || model.FallbackVersions[index] is not { } version)
            return new(new PredictionResult<TValue>(Failures.StepNotReady(model.Name, step, "there is no such version")));
        if (version == first.Model?.Version)
            return new(new PredictionResult<TValue>(Failures.StepNotReady(model.Name, step, "it is the version that failed")));
        attempt.Version = version.ToString();
        return AttemptAsync<TCall, TValue>(call, registration, table, ref attempt);
    }

    /// <summary>The models that steps may ask.</summary>
    public ServingState Serving => _serving;

    /// <summary>Ticks of a second.</summary>
    public long Frequency => _frequency;

    /// <summary>The clock.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>Completes at a deadline, or when it is not wanted any more; never fails.</summary>
    public async Task DelayUntilAsync(long deadline, CancellationToken notWanted)
    {
        // Timers count whole milliseconds, and may come too soon for one that does not.
        while (Now is var now && now <= deadline && !notWanted.IsCancellationRequested)
        {
            var left = TimeSpan.FromMilliseconds(Math.Min(int.MaxValue - 1, Math.Ceiling((deadline - now) * _secondsPerTick * 1000) + 1));
            await Task.Delay(left, _time, notWanted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What is known of an answer that no version gave.</summary>
    public InferenceInfo InfoOf(in FallbackRequest request) =>
        new(PredictionId.Create(Interlocked.Increment(ref _standIns)), request.StandsFor, batchSize: 1, TimeSpan.Zero, ToTimeSpan(_time.GetTimestamp() - request.Context.Arrival));

    // Slots begin at 1 in the upper bits.
    private ulong _standIns;
}
