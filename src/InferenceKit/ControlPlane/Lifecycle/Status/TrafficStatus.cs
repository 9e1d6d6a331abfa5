namespace InferenceKit;

/// <summary>How a model's requests are split and mirrored, as it was when asked for. Immutable.</summary>
public sealed class TrafficStatus
{
    /// <summary>The version of the allocation in effect; 0 before the first.</summary>
    public int AllocationVersion { get; init; }

    /// <summary>What routing keys are hashed with.</summary>
    public required string Salt { get; init; }

    /// <summary>The targets of the split: the primary, then variants by name.</summary>
    public required IReadOnlyList<TrafficArmStatus> Variants { get; init; }

    /// <summary>The shadows, by name; their percentage is the sample.</summary>
    public required IReadOnlyList<TrafficArmStatus> Shadows { get; init; }

    /// <summary>Steps of a ramp that were taken, and those in all; null without a ramp.</summary>
    public (int Taken, int Of)? Ramp { get; init; }

    /// <summary>When the ramp takes its next step; null without a ramp.</summary>
    public DateTimeOffset? NextRampStep { get; init; }
}
