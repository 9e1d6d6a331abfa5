using InferenceKit.DataPlane.Batching;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Runtime.Resilience;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Resilience;

/// <summary>The chain of a request for many rows: each row that has no answer goes down it by itself.</summary>
/// <param name="pipeline">What sends requests.</param>
/// <param name="many">The rows.</param>
/// <param name="registration">The model that was asked.</param>
/// <param name="chain">Its chain; null for none.</param>
/// <param name="context">The request, with its own deadline.</param>
internal sealed class ManyRescue<TIn, TOut>(
    RequestPipeline pipeline, ManyRows<TIn, TOut> many, ModelRegistration registration, FallbackPolicy? chain, RequestContext context)
{
    /// <summary>Until when the model itself may take.</summary>
    public long DeadlineOfFirst => chain?.LatestStartOf(0, context.Arrival, context.Deadline, pipeline.Fallback.Frequency) ?? context.Deadline;

    /// <summary>Whether something else may answer.</summary>
    public bool IsFor(InferenceFailure failure) => chain is not null && chain.IsTriggeredBy(FallbackReasons.Of(failure.Error));

    /// <summary>Answers the rows that the model did not.</summary>
    /// <returns>Null, or why a row has no answer: that is the answer to all.</returns>
    public async ValueTask<InferenceFailure?> AnswerAsync(ManyOutcome outcome)
    {
        foreach (var (row, failure) in outcome.Failed)
            if (await AnswerAsync(row, failure).ConfigureAwait(false) is { } unanswered) return unanswered;
        if (outcome.Failure is not { } last || !IsFor(last)) return outcome.Failure;
        for (var row = outcome.Done; row < many.Count; row++)
            if (await AnswerAsync(row, last).ConfigureAwait(false) is { } unanswered) return unanswered;
        return null;
    }

    private async ValueTask<InferenceFailure?> AnswerAsync(int row, InferenceFailure failure)
    {
        var result = await pipeline.Fallback.FallBackAsync<TypedCall<TIn, TOut>, TOut>(many.CallOf(row), registration, chain!, context, failure).ConfigureAwait(false);
        if (!result.TryGet(out var prediction)) return ManyRows<TIn, TOut>.AtRow(row, result.Failure!);
        many.Set(row, prediction.Value);
        return null;
    }
}
