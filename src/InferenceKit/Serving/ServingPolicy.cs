using InferenceKit.Serving.Resilience;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.Serving;

/// <summary>What the data plane obeys of a model's configuration; validated, immutable, replaced whole.</summary>
internal sealed record ServingPolicy
{
    /// <summary>Time for one request; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most rows of one run on behalf of many rows.</summary>
    public int MaxRowsPerRun { get; init; } = 1024;

    /// <summary>The longest that one run may take, whatever deadlines its callers have; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan MaxRunTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The largest output of a request, in bytes.</summary>
    public long MaxOutputBytes { get; init; } = 1L << 30;

    /// <summary>How many runs of a version may be stopped and not end before it takes no more requests.</summary>
    public int MaxZombieRuns { get; init; } = 4;

    /// <summary>The model's share of the threads against other models', where all are wanted.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>How requests share runs, and how many may wait.</summary>
    public BatchingPolicy Batching { get; init; } = new();

    /// <summary>What answers when the first attempt fails; null for nothing.</summary>
    public FallbackPolicy? Fallback { get; init; }

    /// <summary>The same for requests that go to a variant: the primary comes before all others. Null without variants.</summary>
    public FallbackPolicy? VariantFallback { get; init; }

    /// <summary>What outputs must hold; null for nothing.</summary>
    public OutputRules? Outputs { get; init; }

    /// <summary>When a version is taken for broken; null for never.</summary>
    public BreakerPolicy? Breaker { get; init; }

    /// <summary>How requests are split and mirrored; null for neither.</summary>
    public TrafficPolicy? Traffic { get; init; }
}
