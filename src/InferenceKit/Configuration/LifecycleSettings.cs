namespace InferenceKit.Configuration;

/// <summary>Validated lifecycle options. Immutable.</summary>
internal sealed record LifecycleSettings
{
    public int MaxConcurrentLoads { get; init; } = 1;

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    public TimeSpan LoadTimeout { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Null for 80 % of the memory available to the process.</summary>
    public long? MaxResidentBytes { get; init; }
}
