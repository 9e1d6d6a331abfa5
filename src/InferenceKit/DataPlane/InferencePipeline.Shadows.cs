using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Shadows;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane;

/// <summary>Requests of the primary that shadows see as well.</summary>
internal sealed partial class InferencePipeline
{
    private ValueTask<PredictionResult<TValue>> SendWithShadowsAsync<TCall, TValue>(
        TCall call, ModelRegistration registration, ServingTable table, ref RequestContext context, ShadowSample sample)
        where TCall : struct, IFallbackCall<TValue>
    {
        call.Mirror(sample);
        var answer = SendAssignedAsync<TCall, TValue>(call, registration, table, ref context);
        if (!answer.IsCompletedSuccessfully) return AwaitWithShadowsAsync(answer, registration, table, context.Arrival, sample);
        var result = answer.Result;
        Mirror(registration, table, context.Arrival, sample, result);
        return new(result);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PredictionResult<TValue>> AwaitWithShadowsAsync<TValue>(
        ValueTask<PredictionResult<TValue>> answer, ModelRegistration registration, ServingTable table, long arrival, ShadowSample sample)
    {
        var result = await answer.ConfigureAwait(false);
        Mirror(registration, table, arrival, sample, result);
        return result;
    }

    private void Mirror<TValue>(ModelRegistration registration, ServingTable table, long arrival, ShadowSample sample, in PredictionResult<TValue> result)
    {
        var model = table.Models[registration.Ordinal];
        if (!result.TryGet(out var prediction)) MirrorFailure(table, model, arrival, sample, result.Failure!);
        // Something else answered: what is known of the primary is that it failed.
        else if (prediction.Info.FallbackStep != 0) MirrorFailure(table, model, arrival, sample, Failures.Instead(model.Name, prediction.Info.Reason));
        else if (model.Find(prediction.Info.Model.Version) is { } version)
        {
            // From what the answer says already: a clock takes longer than all else here.
            var time = prediction.Info.ComputeTime;
            var end = arrival + (long)((prediction.Info.QueueTime + time).Ticks * (_frequency / (double)TimeSpan.TicksPerSecond));
            if (sample.End(version, null, time, end)) ShadowStage.Offer(table, model, sample);
        }
    }

    private void MirrorFailure(ServingTable table, ServedModel model, long arrival, ShadowSample sample, InferenceFailure failure)
    {
        // Of a request that had no time or no place nothing is known of the primary.
        if (failure is not { Error: InferenceError.ExecutionFailed or InferenceError.InvalidOutput } || model.Primary is not { } primary) return;
        var now = _time.GetTimestamp();
        if (sample.End(primary, failure, ToTimeSpan(now - arrival), now)) ShadowStage.Offer(table, model, sample);
    }
}
