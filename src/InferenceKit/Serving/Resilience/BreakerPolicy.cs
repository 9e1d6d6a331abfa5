namespace InferenceKit.Serving.Resilience;

/// <summary>When a version is taken for broken; validated, immutable.</summary>
internal sealed record BreakerPolicy
{
    /// <summary>The part of the requests in the window that fail, from 0 to 1; null not to look at it.</summary>
    public double? FailureRatio { get; init; }

    /// <summary>The part of the requests in the window that take longer than <see cref="SlowAfter"/>; null not to look at it.</summary>
    public double? SlowRatio { get; init; }

    public TimeSpan SlowAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Fewer requests in the window say nothing.</summary>
    public int MinimumRequests { get; init; } = 20;

    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it stays open before it is tried again.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);
}
