using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Batching;
using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Resilience;
using InferenceKit.DataPlane.Routing;
using InferenceKit.DataPlane.Shadows;
using InferenceKit.Monitoring;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane;

/// <summary>
/// What happens to one request, in order. Straight synchronous calls; <c>async</c> begins only where something really
/// waits, in the parts of this class beside this file.
/// </summary>
internal sealed partial class InferencePipeline(BatchServices shared, ShadowStage shadows)
{
    private readonly ShadowStage _shadows = shadows;
    private readonly ServingState _serving = shared.Serving;
    private readonly InferenceMetrics _metrics = shared.Metrics;
    private readonly DeadlineScanner _scanner = shared.Scanner;
    private readonly WorkerPool _workers = shared.Workers;
    private readonly TimeProvider _time = shared.Time;
    private readonly DeadlineStage _deadline = new(shared.Time);
    private readonly long _frequency = shared.Frequency;
    private readonly double _secondsPerTick = shared.SecondsPerTick;

    /// <summary>Deadline -> Traffic -> Shadows -> Fallback around what an attempt is.</summary>
    private ValueTask<PredictionResult<TValue>> SendAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, RequestContext context)
        where TCall : struct, IFallbackCall<TValue>
    {
        var table = _serving.Current;
        var model = table.Models[registration.Ordinal];
        _deadline.Apply(ref context, model.Policy);
        return (model.Traffic is not null || context.Options is { Variant: not null })
            ? SendRoutedAsync<TCall, TValue>(call, registration, table, ref context)
            : SendAssignedAsync<TCall, TValue>(call, registration, table, ref context);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ValueTask<PredictionResult<TValue>> SendAssignedAsync<TCall, TValue>(TCall call, ModelRegistration registration, ServingTable table, ref RequestContext context)
        where TCall : struct, IFallbackCall<TValue>
    {
        var policy = table.Models[registration.Ordinal].Policy;
        return (context.Arm == 0 ? policy.Fallback : policy.VariantFallback) is { } chain
            ? SendWithFallbackAsync<TCall, TValue>(call, registration, table, chain, context)
            : AttemptAsync<TCall, TValue>(call, registration, table, ref context);
    }

    /// <summary>Routing -> CircuitBreaker -> Batching -> Execution.</summary>
    /// <param name="call">Its input, and how to encode and decode.</param>
    /// <param name="registration">The model that is asked.</param>
    /// <param name="table">What is served.</param>
    /// <param name="context">This attempt's; it learns which arm it went to, and whether it tries a version that failed. By reference, as it is large.</param>
    public ValueTask<PredictionResult<TValue>> AttemptAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, ServingTable table, ref RequestContext context)
        where TCall : struct, IInferenceCall<TValue>
    {
        var model = table.Models[registration.Ordinal];
        var version = RoutingStage.Select(table, model, ref context, out var failure);
        if (version is null) return new(Refuse<TCall, TValue>(call, registration, context, failure!));
        if (version.Breaker.IsOpen && BreakerStage.Refuse(version, ref context) is { } refused) return new(Refuse<TCall, TValue>(call, registration, context, refused));
        // The common case of BatchPolicy for an arrival: nobody waits, runs are short, and there is a place.
        var runTime = version.RunTime;
        if (version.Queue.TakesInline
            && BatchPolicy.MayRunInline(runTime.P99, runTime.HasOverrun, context.Deadline - context.Arrival, _frequency)
            && call.RowsFor(version) <= model.Policy.MaxRowsPerRun
            && version.TryRent() is { } slot)
            return ExecuteInline<TCall, TValue>(call, slot, context);
        return EnqueueAsync<TCall, TValue>(call, registration, version, context);
    }

    /// <summary>Sends one request.</summary>
    /// <param name="call">Its input, and how to encode and decode.</param>
    /// <param name="registration">The model that was asked for.</param>
    /// <param name="options">What differs for this request.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ValueTask<PredictionResult<TValue>> InvokeAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, InferenceRequestOptions? options, CancellationToken cancellationToken)
        where TCall : struct, IFallbackCall<TValue>
    {
        var context = new RequestContext(_time.GetTimestamp(), options, cancellationToken);
        if (cancellationToken.IsCancellationRequested || InferenceActivities.HasListeners)
            return InvokeRarelyAsync<TCall, TValue>(call, registration, context);
        return SendAsync<TCall, TValue>(call, registration, context);
    }

    private async ValueTask<PredictionResult<TValue>> InvokeRarelyAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, RequestContext context)
        where TCall : struct, IFallbackCall<TValue>
    {
        if (context.Cancellation.IsCancellationRequested) call.Refuse();
        context.Cancellation.ThrowIfCancellationRequested();
        using var activity = InferenceActivities.Start(registration.Name);
        var result = await SendAsync<TCall, TValue>(call, registration, context).ConfigureAwait(false);
        if (result.TryGet(out var prediction)) InferenceActivities.Succeed(activity, prediction.Info);
        else InferenceActivities.Fail(activity, result.Failure!);
        return result;
    }

    private ValueTask<PredictionResult<TValue>> EnqueueAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, ServedVersion version, in RequestContext context)
        where TCall : struct, IInferenceCall<TValue>
    {
        var request = QueuedCall<TCall, TValue>.Rent(call, context, version);
        // Before it is in the queue: it may be answered, and its place taken by another request, at any time after.
        var answer = request.Task;
        if (Dispatch.ToQueue(request, registration, shared, context.Arrival) is not { } refusal) return answer;
        request.Recycle();
        if (refusal.Failure is { } failure) return new(Refuse<TCall, TValue>(call, registration, context, failure));
        call.Refuse();
        return ValueTask.FromCanceled<PredictionResult<TValue>>(context.Cancellation);
    }

    private PredictionResult<TValue> Refuse<TCall, TValue>(
        TCall call, ModelRegistration registration, in RequestContext context, InferenceFailure failure)
        where TCall : struct, IInferenceCall<TValue>
    {
        call.Refuse();
        _metrics.Refused(registration.Name, failure.Error, (_time.GetTimestamp() - context.Arrival) * _secondsPerTick);
        return new(failure);
    }
}
