using System.Runtime.CompilerServices;
using InferenceKit.DataPlane.Shadows;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Pipeline;

/// <summary>
/// What sees requests beside answering them: copies of inputs and outputs are taken on the way of the request, and what became of it is
/// told when it has ended. Shadows are the first of them.
/// </summary>
internal sealed class RequestObservers(ShadowStage shadows, AttemptRecorder recorder, TimeProvider time)
{
    private readonly double _ticksPerTimeSpanTick = time.TimestampFrequency / (double)TimeSpan.TicksPerSecond;

    /// <summary>Begins to observe a request that was assigned; null where nothing wants to see it, which costs nothing more.</summary>
    public ShadowSample? Begin<TCall, TValue>(ref TCall call, ServedModel model, string? key, in RequestContext context)
        where TCall : struct, IFallbackCall<TValue>
    {
        if (model.Traffic is not { HasShadows: true } || !context.MayBeMirrored || shadows.Sample(model, key) is not { } sample) return null;
        call.Mirror(sample);
        return sample;
    }

    /// <summary>Ends an observation when the request has its answer.</summary>
    public ValueTask<PredictionResult<TValue>> EndAsync<TValue>(ShadowSample sample, ValueTask<PredictionResult<TValue>> answer, ServingTable table, ServedModel model, long arrival)
    {
        if (!answer.IsCompletedSuccessfully) return EndLaterAsync(sample, answer, table, model, arrival);
        var result = answer.Result;
        End(sample, result, table, model, arrival);
        return new(result);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PredictionResult<TValue>> EndLaterAsync<TValue>(
        ShadowSample sample, ValueTask<PredictionResult<TValue>> answer, ServingTable table, ServedModel model, long arrival)
    {
        var result = await answer.ConfigureAwait(false);
        End(sample, result, table, model, arrival);
        return result;
    }

    private void End<TValue>(ShadowSample sample, in PredictionResult<TValue> result, ServingTable table, ServedModel model, long arrival)
    {
        if (!result.TryGet(out var prediction)) EndFailed(sample, result.Failure!, table, model, arrival);
        // Something else answered: what is known of the primary is that it failed.
        else if (prediction.Info.FallbackStep != 0) EndFailed(sample, Failures.Instead(model.Name, prediction.Info.Reason), table, model, arrival);
        else if (model.Find(prediction.Info.Model.Version) is { } version)
        {
            // From what the answer says already: a clock takes longer than all else here.
            var compute = prediction.Info.ComputeTime;
            var end = arrival + (long)((prediction.Info.QueueTime + compute).Ticks * _ticksPerTimeSpanTick);
            if (sample.End(version, null, compute, end)) ShadowStage.Offer(table, model, sample);
        }
    }

    private void EndFailed(ShadowSample sample, InferenceFailure failure, ServingTable table, ServedModel model, long arrival)
    {
        // Of a request that had no time or no slot nothing is known of the primary.
        if (failure is not { Error: InferenceError.ExecutionFailed or InferenceError.InvalidOutput } || model.Primary is not { } primary) return;
        var now = time.GetTimestamp();
        if (sample.End(primary, failure, recorder.ToTimeSpan(now - arrival), now)) ShadowStage.Offer(table, model, sample);
    }
}
