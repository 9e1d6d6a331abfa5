using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Batching;
using InferenceKit.DataPlane.Batching.Admission;
using InferenceKit.DataPlane.Batching.Queue;
using InferenceKit.DataPlane.Breaker;
using InferenceKit.DataPlane.Calls;
using InferenceKit.DataPlane.Deadline;
using InferenceKit.DataPlane.Execution;
using InferenceKit.DataPlane.Fallback;
using InferenceKit.DataPlane.Shadows;
using InferenceKit.DataPlane.Traffic;
using InferenceKit.Monitoring;
using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Pipeline;

/// <summary>
/// What happens to one request, in order. Straight synchronous calls; <c>async</c> begins only where something really waits, in the
/// classes that this one calls.
/// </summary>
internal sealed class RequestPipeline
{
    private readonly BatchServices _shared;
    private readonly ServingState _serving;
    private readonly TimeProvider _time;
    private readonly AttemptRecorder _recorder;
    private readonly InlineRuns _inline;
    private readonly DeadlineStage _deadline;
    private readonly RequestObservers _observers;
    private readonly FallbackRunner _fallback;
    private readonly long _frequency;

    public RequestPipeline(BatchServices shared, ShadowStage shadows)
    {
        (_shared, _serving, _time, _frequency) = (shared, shared.Serving, shared.Time, shared.Frequency);
        _recorder = new(shared.Time);
        _inline = new(shared.Executor, _recorder, shared.Time);
        _deadline = new(shared.Time);
        _observers = new(shadows, _recorder, shared.Time);
        _fallback = new(this, shared);
    }

    /// <summary>The models that steps may ask.</summary>
    public ServingState Serving => _serving;

    /// <summary>What steps of a fallback chain share.</summary>
    public FallbackRunner Fallback => _fallback;

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
        return cancellationToken.IsCancellationRequested || InferenceActivities.HasListeners
            ? InvokeRarelyAsync<TCall, TValue>(call, registration, context)
            : SendAsync<TCall, TValue>(call, registration, ref context);
    }

    /// <summary>Deadline, traffic, observers, and the fallback chain around what an attempt is.</summary>
    private ValueTask<PredictionResult<TValue>> SendAsync<TCall, TValue>(TCall call, ModelRegistration registration, ref RequestContext context)
        where TCall : struct, IFallbackCall<TValue>
    {
        // One snapshot for the whole request.
        var table = _serving.Current;
        var model = table.Models[registration.Ordinal];
        _deadline.Apply(ref context, model.Policy);
        if (model.Traffic is null && context.Options is not { Variant: not null }) return AnswerAsync<TCall, TValue>(call, table, model, ref context);
        if (TrafficStage.Assign(call, model, ref context, out var key) is { } refused) return new(Refuse<TCall, TValue>(call, registration, context, refused));
        var observation = _observers.Begin<TCall, TValue>(ref call, model, key, context);
        var answer = AnswerAsync<TCall, TValue>(call, table, model, ref context);
        return observation is null ? answer : _observers.EndAsync(observation, answer, table, model, context.Arrival);
    }

    /// <summary>The first attempt, and what answers where that fails.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ValueTask<PredictionResult<TValue>> AnswerAsync<TCall, TValue>(TCall call, ServingTable table, ServedModel model, ref RequestContext context)
        where TCall : struct, IFallbackCall<TValue> =>
        (context.Arm == 0 ? model.Policy.Fallback : model.Policy.VariantFallback) is { } chain
            ? _fallback.RunAsync<TCall, TValue>(call, chain, table, model, context)
            : AttemptAsync<TCall, TValue>(call, model.Registration, table, ref context);

    /// <summary>Version, circuit breaker, and a run: at once on this thread where nothing waits and runs are short, otherwise from the queue.</summary>
    /// <param name="call">Its input, and how to encode and decode.</param>
    /// <param name="registration">The model that is asked.</param>
    /// <param name="table">What is served.</param>
    /// <param name="context">This attempt's; it learns which variant it went to, and whether it tries a version that failed. By reference, as it is large.</param>
    public ValueTask<PredictionResult<TValue>> AttemptAsync<TCall, TValue>(TCall call, ModelRegistration registration, ServingTable table, ref RequestContext context)
        where TCall : struct, IInferenceCall<TValue>
    {
        var model = table.Models[registration.Ordinal];
        var version = RoutingStage.Select(table, model, ref context, out var failure);
        if (version is null) return new(Refuse<TCall, TValue>(call, registration, context, failure!));
        if (version.Breaker.IsOpen && BreakerStage.Refuse(version, ref context) is { } refused) return new(Refuse<TCall, TValue>(call, registration, context, refused));
        // The common case of BatchPolicy for an arrival: nothing waits, runs are short, and there is a slot.
        var runTime = version.RunTime;
        return version.Queue.TakesInline
            && BatchPolicy.MayRunInline(runTime.P99, runTime.HasOverrun, context.Deadline - context.Arrival, _frequency)
            && call.IsOneRun(version, model.Policy.MaxRowsPerRun)
            && version.TryRent() is { } slot
                ? _inline.RunAsync<TCall, TValue>(call, slot, context)
                : EnqueueAsync<TCall, TValue>(call, registration, version, context);
    }

    /// <summary>Refuses a request that no version was asked for.</summary>
    public PredictionResult<TValue> Refuse<TCall, TValue>(TCall call, ModelRegistration registration, in RequestContext context, InferenceFailure failure)
        where TCall : struct, IInferenceCall<TValue>
    {
        call.Refuse();
        _shared.Metrics.Refused(registration.Name, failure.Error, _recorder.ToSeconds(_time.GetTimestamp() - context.Arrival));
        return new(failure);
    }

    private ValueTask<PredictionResult<TValue>> EnqueueAsync<TCall, TValue>(TCall call, ModelRegistration registration, ServedVersion version, in RequestContext context)
        where TCall : struct, IInferenceCall<TValue>
    {
        var request = QueuedCall<TCall, TValue>.Rent(call, context);
        // Before it is in the queue: it may be answered, and another request may have the object, at any time after.
        var answer = request.Task;
        if (Dispatch.ToQueue(request, registration, _shared, context.Arrival, passed: version) is not { } refusal) return answer;
        request.Recycle();
        if (refusal.Failure is { } failure) return new(Refuse<TCall, TValue>(call, registration, context, failure));
        call.Refuse();
        return ValueTask.FromCanceled<PredictionResult<TValue>>(context.Cancellation);
    }

    private async ValueTask<PredictionResult<TValue>> InvokeRarelyAsync<TCall, TValue>(TCall call, ModelRegistration registration, RequestContext context)
        where TCall : struct, IFallbackCall<TValue>
    {
        if (context.Cancellation.IsCancellationRequested) call.Refuse();
        context.Cancellation.ThrowIfCancellationRequested();
        using var activity = InferenceActivities.Start(registration.Name);
        var result = await SendAsync<TCall, TValue>(call, registration, ref context).ConfigureAwait(false);
        if (result.TryGet(out var prediction)) InferenceActivities.Succeed(activity, prediction.Info);
        else InferenceActivities.Fail(activity, result.Failure!);
        return result;
    }
}
