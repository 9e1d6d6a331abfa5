using System.Runtime.CompilerServices;
using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Pipeline;

/// <summary>Tells a version's circuit breaker and instruments how a request that went to it ended, and makes the result.</summary>
internal sealed class AttemptRecorder(TimeProvider time)
{
    private readonly double _secondsPerTick = 1.0 / time.TimestampFrequency;
    private readonly double _timeSpanTicks = (double)TimeSpan.TicksPerSecond / time.TimestampFrequency;

    public TimeSpan ToTimeSpan(long ticks) => new((long)(ticks * _timeSpanTicks));

    public double ToSeconds(long ticks) => ticks * _secondsPerTick;

    /// <summary>An answer in time, of a run on its caller's thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PredictionResult<TValue> Succeed<TValue>(TValue value, PredictionId id, ServedVersion version, in RequestContext context, long end)
    {
        var elapsed = end - context.Arrival;
        version.Breaker.Succeeded(elapsed, end, context.IsTrial);
        var instruments = version.Instruments;
        if (instruments.Enabled) instruments.Succeeded(elapsed * _secondsPerTick);
        return new(value, new InferenceInfo(id, version.Id, batchSize: 1, TimeSpan.Zero, ToTimeSpan(elapsed), context.Route));
    }

    public PredictionResult<TValue> Fail<TValue>(ServedVersion version, in RequestContext context, InferenceFailure failure)
    {
        var now = time.GetTimestamp();
        version.Breaker.Failed(failure.Error, now - context.Arrival, now, context.IsTrial);
        version.Instruments.Failed(failure.Error, (now - context.Arrival) * _secondsPerTick);
        return new(failure);
    }

    public ValueTask<PredictionResult<TValue>> Cancel<TValue>(ServedVersion version, in RequestContext context)
    {
        version.Instruments.Cancelled((time.GetTimestamp() - context.Arrival) * _secondsPerTick);
        return ValueTask.FromCanceled<PredictionResult<TValue>>(context.Cancellation);
    }
}
