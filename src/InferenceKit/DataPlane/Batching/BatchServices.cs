using InferenceKit.DataPlane.Batching.Completion;
using InferenceKit.DataPlane.Execution;
using InferenceKit.Monitoring;
using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Batching;

/// <summary>What all versions of a process share of the data plane.</summary>
internal sealed class BatchServices
{
    public BatchServices(
        ServingState serving, InferenceMetrics metrics, DeadlineScanner scanner, WorkerPool workers, ThreadBudget threads, Watchdog watchdog, TimeProvider time)
    {
        (Serving, Metrics, Scanner, Workers, Threads, Time) = (serving, metrics, scanner, workers, threads, time);
        Frequency = time.TimestampFrequency;
        SecondsPerTick = 1.0 / Frequency;
        Executor = new(scanner);
        Pool = new(workers, watchdog);
        Watch = new(watchdog);
    }

    public ServingState Serving { get; }

    public InferenceMetrics Metrics { get; }

    public DeadlineScanner Scanner { get; }

    public WorkerPool Workers { get; }

    public ThreadBudget Threads { get; }

    public TimeProvider Time { get; }

    /// <summary>What runs.</summary>
    public RunExecutor Executor { get; }

    /// <summary>The host's thread pool, backed by threads of the library.</summary>
    public BackedPool Pool { get; }

    /// <summary>Watches over deliveries.</summary>
    public DeliveryWatch Watch { get; }

    /// <summary>Ticks of a second.</summary>
    public long Frequency { get; }

    public double SecondsPerTick { get; }

    public TimeSpan ToTimeSpan(long ticks) => new((long)(ticks * (SecondsPerTick * TimeSpan.TicksPerSecond)));
}
