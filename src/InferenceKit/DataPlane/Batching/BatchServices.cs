using InferenceKit.DataPlane.Execution;
using InferenceKit.Monitoring;
using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Batching;

/// <summary>What all schedulers of a process share.</summary>
internal sealed record BatchServices(
    ServingState Serving, InferenceMetrics Metrics, DeadlineScanner Scanner, WorkerPool Workers, ThreadBudget Threads, TimeProvider Time)
{
    public HandOutWatch Watch => Scanner.Watch;

    public long Frequency { get; } = Time.TimestampFrequency;

    public double SecondsPerTick { get; } = 1.0 / Time.TimestampFrequency;

    public TimeSpan ToTimeSpan(long ticks) => new((long)(ticks * (SecondsPerTick * TimeSpan.TicksPerSecond)));
}
