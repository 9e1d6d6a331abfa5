using InferenceKit.Runtime;
using InferenceKit.Runtime.Resilience;

namespace InferenceKit.DataPlane.Resilience;

/// <summary>The chain of a request for many rows: each row that has no answer goes down it by itself.</summary>
/// <param name="pipeline">What sends requests.</param>
/// <param name="many">The rows.</param>
/// <param name="registration">The model that was asked.</param>
/// <param name="chain">Its chain; null for none.</param>
/// <param name="context">The request, with its own deadline.</param>
internal sealed class ManyRescue<TIn, TOut>(
    InferencePipeline pipeline, ManyRows<TIn, TOut> many, ModelRegistration registration, FallbackPolicy? chain, RequestContext context)
{
    // A row went all the way down without an answer: that is the answer to all.
    private bool _isExhausted;

    /// <summary>Rows before this one have their answers.</summary>
    public int Done { get; set; }

    /// <summary>Until when the model itself may take.</summary>
    public long DeadlineOfFirst => chain?.LatestStartOf(0, context.Arrival, context.Deadline, pipeline.Frequency) ?? context.Deadline;

    /// <summary>Whether something else may answer.</summary>
    public bool IsFor(InferenceFailure failure) => chain is not null && !_isExhausted && chain.IsTriggeredBy(FallbackReasons.Of(failure.Error));

    /// <returns>Null, or why nothing answered for the row.</returns>
    public async ValueTask<InferenceFailure?> AnswerAsync(int row, InferenceFailure failure)
    {
        var result = await pipeline.FallBackAsync<TypedCall<TIn, TOut>, TOut>(many.CallOf(row), registration, chain!, context, failure).ConfigureAwait(false);
        if (!result.TryGet(out var prediction))
        {
            _isExhausted = true;
            return ManyRows<TIn, TOut>.AtRow(row, result.Failure!);
        }
        many.Set(row, prediction.Value);
        return null;
    }

    /// <returns>Null, or why nothing answered for one of the rows that had no answer.</returns>
    public async ValueTask<InferenceFailure?> AnswerRestAsync(InferenceFailure failure)
    {
        for (; Done < many.Count; Done++)
            if (await AnswerAsync(Done, failure).ConfigureAwait(false) is { } unanswered) return unanswered;
        return null;
    }
}
