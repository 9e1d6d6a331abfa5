using InferenceKit.Benchmarks.Models;
using InferenceKit.Benchmarks.UserModels;

namespace InferenceKit.Benchmarks.Subjects;

/// <summary>A model as a scenario of many callers wants it served. What is null is as the library has it by default.</summary>
internal sealed record HostedTraffic(string Name, TrafficModel Model, ScoredRows Rows)
{
    public BatchingMode? Mode { get; init; }

    public int? MaxBatchSize { get; init; }

    public TimeSpan? MaxQueueDelay { get; init; }

    public int? MaxQueuedRows { get; init; }

    public TimeSpan? Timeout { get; init; }

    public int? Threads { get; init; }

    public int? MaxConcurrency { get; init; }

    public bool? UseArena { get; init; }
}
