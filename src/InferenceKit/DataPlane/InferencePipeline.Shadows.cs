using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Shadows;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane;

/// <summary>Requests of the primary that shadows see as well.</summary>
internal sealed partial class InferencePipeline
{
    private ValueTask<PredictionResult<TValue>> SendWithShadowsAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, ServingTable table, RequestContext context, ShadowCapture capture)
        where TCall : struct, IFallbackCall<TValue>
    {
        call.Capture(capture);
        var answer = SendAssignedAsync<TCall, TValue>(call, registration, table, context);
        if (!answer.IsCompletedSuccessfully) return AwaitWithShadowsAsync(answer, registration, table, context, capture);
        var result = answer.Result;
        Mirror(registration, table, context, capture, result);
        return new(result);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PredictionResult<TValue>> AwaitWithShadowsAsync<TValue>(
        ValueTask<PredictionResult<TValue>> answer, ModelRegistration registration, ServingTable table, RequestContext context, ShadowCapture capture)
    {
        try
        {
            var result = await answer.ConfigureAwait(false);
            Mirror(registration, table, context, capture, result);
            return result;
        }
        finally
        {
            // Its caller may have given up.
            capture.Close();
        }
    }

    private void Mirror<TValue>(ModelRegistration registration, ServingTable table, in RequestContext context, ShadowCapture capture, in PredictionResult<TValue> result)
    {
        var model = table.Models[registration.Ordinal];
        var version = model.Primary;
        var (failure, time) = (result.Failure, ToTimeSpan(_time.GetTimestamp() - context.Arrival));
        if (result.TryGet(out var prediction))
        {
            // Something else answered: what is known of the primary is that it failed.
            if (prediction.Info.FallbackStep != 0) failure = Failures.Instead(model.Name, prediction.Info.Reason);
            else (version, time) = (model.Find(prediction.Info.Model.Version), prediction.Info.ComputeTime);
        }
        // Of a request that had no time or no place nothing is known of the primary.
        if (version is null || failure is { Error: not (InferenceError.ExecutionFailed or InferenceError.InvalidOutput) }) capture.Close();
        else _shadows.Offer(table, model, capture, version, failure, time);
    }
}
