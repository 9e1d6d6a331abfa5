using InferenceKit.DataPlane.Batching;
using InferenceKit.DataPlane.Resilience;
using InferenceKit.DataPlane.Routing;
using InferenceKit.Monitoring;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Pipeline;

/// <summary>What happens to a call of many rows: the same as to one request, with the rows in parts in the same queue.</summary>
internal sealed class ManyPipeline(RequestPipeline pipeline, BatchServices shared)
{
    private readonly DeadlineStage _deadline = new(shared.Time);

    /// <summary>Predicts many rows with one version, in runs of the size that has proved fastest.</summary>
    public async ValueTask InvokeAsync<TIn, TOut>(
        ManyRows<TIn, TOut> many, ModelRegistration registration, InferenceRequestOptions? options, CancellationToken cancellationToken)
    {
        var context = new RequestContext(shared.Time.GetTimestamp(), options, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        using var activity = InferenceActivities.HasListeners ? InferenceActivities.Start(registration.Name) : default;
        var table = shared.Serving.Current;
        var model = table.Models[registration.Ordinal];
        _deadline.Apply(ref context, model.Policy);
        var (version, failure) = TrafficStage.Assign(default(ManyKey), model, ref context, out _, byChance: false) is { } refused
            ? (null, refused)
            : model.OtherModelOf(context.Arm) is null
                ? await SendAsync(many, model, context).ConfigureAwait(false)
                : (null, await AskOtherAsync(many, table, model, context).ConfigureAwait(false));
        if (failure is not null)
        {
            InferenceActivities.Fail(activity, failure);
            throw new InferenceException(failure);
        }
        activity.SetVersion(version);
    }

    /// <summary>Sends the rows to one version, and those without an answer down the chain.</summary>
    private async ValueTask<(ModelVersion? Version, InferenceFailure? Failure)> SendAsync<TIn, TOut>(
        ManyRows<TIn, TOut> many, ServedModel model, RequestContext context)
    {
        var rescue = new ManyRescue<TIn, TOut>(pipeline, many, model.Registration, context.Arm == 0 ? model.Policy.Fallback : model.Policy.VariantFallback, context);
        var first = context;
        first.Deadline = rescue.DeadlineOfFirst;
        var request = new ManyRequest<TIn, TOut>(many, first, rescue.IsFor);
        ManyOutcome outcome;
        if (Dispatch.ToQueue(request, model.Registration, shared, context.Arrival) is not { } refusal)
        {
            outcome = await request.Task.ConfigureAwait(false);
        }
        else
        {
            request.Drop();
            context.Cancellation.ThrowIfCancellationRequested();
            shared.Metrics.Refused(model.Name, refusal.Failure!.Error, (shared.Time.GetTimestamp() - context.Arrival) * shared.SecondsPerTick);
            outcome = new(null, refusal.Failure, 0, []);
        }
        return (outcome.Version, await rescue.AnswerAsync(outcome).ConfigureAwait(false));
    }

    /// <summary>Rows that another model is to answer: one by one, as its runs are none of this model's.</summary>
    private async ValueTask<InferenceFailure?> AskOtherAsync<TIn, TOut>(ManyRows<TIn, TOut> many, ServingTable table, ServedModel model, RequestContext context)
    {
        for (var row = 0; row < many.Count; row++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var result = await pipeline.Fallback.RunAsync<TypedCall<TIn, TOut>, TOut>(many.CallOf(row), model.Policy.VariantFallback!, table, model, context).ConfigureAwait(false);
            if (!result.TryGet(out var prediction)) return ManyRows<TIn, TOut>.AtRow(row, result.Failure!);
            many.Set(row, prediction.Value);
        }
        return null;
    }
}
