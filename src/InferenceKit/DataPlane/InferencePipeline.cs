using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Resilience;
using InferenceKit.DataPlane.Routing;
using InferenceKit.Monitoring;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane;

/// <summary>
/// What happens to one request, in order. Straight synchronous calls; <c>async</c> begins only where something really
/// waits, in the parts of this class beside this file.
/// </summary>
internal sealed partial class InferencePipeline(
    ServingState serving, InferenceMetrics metrics, DeadlineScanner scanner, WorkerPool workers, TimeProvider time)
{
    private readonly DeadlineStage _deadline = new(time);
    private readonly long _frequency = time.TimestampFrequency;
    private readonly double _secondsPerTick = 1.0 / time.TimestampFrequency;

    /// <summary>Deadline -> Fallback -> Routing -> CircuitBreaker -> Batching -> Execution.</summary>
    private ValueTask<PredictionResult<TValue>> SendAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, RequestContext context)
        where TCall : struct, IInferenceCall<TValue>
    {
        var table = serving.Current;
        var model = table.Models[registration.Ordinal];
        _deadline.Apply(ref context, model.Policy);
        // Fallback wraps what follows.
        var version = RoutingStage.Select(table, model, context.Options, out var failure);
        if (version is null) return new(Refuse<TCall, TValue>(call, registration, context, failure!));
        // Circuit breaker and batching stand here.
        var slot = registration.Gate.HasWaiters ? null : version.TryRent();
        if (slot is not null && RunPlacement.IsInline(version.RunTime, context.Deadline - context.Arrival, _frequency))
            return ExecuteInline<TCall, TValue>(call, slot, context, queued: 0);
        return ExecuteLaterAsync<TCall, TValue>(call, registration, context, slot);
    }

    /// <summary>Sends one request.</summary>
    /// <param name="call">Its input, and how to encode and decode.</param>
    /// <param name="registration">The model that was asked for.</param>
    /// <param name="options">What differs for this request.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ValueTask<PredictionResult<TValue>> InvokeAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, InferenceRequestOptions? options, CancellationToken cancellationToken)
        where TCall : struct, IInferenceCall<TValue>
    {
        var context = new RequestContext(time.GetTimestamp(), options, cancellationToken);
        if (cancellationToken.IsCancellationRequested || InferenceActivities.HasListeners)
            return InvokeRarelyAsync<TCall, TValue>(call, registration, context);
        return SendAsync<TCall, TValue>(call, registration, context);
    }

    private async ValueTask<PredictionResult<TValue>> InvokeRarelyAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, RequestContext context)
        where TCall : struct, IInferenceCall<TValue>
    {
        if (context.Cancellation.IsCancellationRequested) call.Refuse();
        context.Cancellation.ThrowIfCancellationRequested();
        using var activity = InferenceActivities.Start(registration.Name);
        var result = await SendAsync<TCall, TValue>(call, registration, context).ConfigureAwait(false);
        if (result.TryGet(out var prediction)) InferenceActivities.Succeed(activity, prediction.Info);
        else InferenceActivities.Fail(activity, result.Failure!);
        return result;
    }

    private PredictionResult<TValue> Refuse<TCall, TValue>(
        TCall call, ModelRegistration registration, in RequestContext context, InferenceFailure failure)
        where TCall : struct, IInferenceCall<TValue>
    {
        call.Refuse();
        metrics.Refused(registration.Name, failure.Error, (time.GetTimestamp() - context.Arrival) * _secondsPerTick);
        return new(failure);
    }
}
