namespace InferenceKit.ControlPlane.State;

/// <summary>The allocation of the slots of a model's traffic, as the state store has it. Immutable.</summary>
internal sealed record StoredAllocation
{
    /// <summary>Counts the allocations, from 1.</summary>
    public int Version { get; init; }

    /// <summary>What routing keys are hashed with.</summary>
    public string Salt { get; init; } = "";

    /// <summary>The primary, then variants in ordinal order.</summary>
    public string[] Arms { get; init; } = [];

    /// <summary>The slots in their order, in runs of one arm: <c>0*9000 1*1000</c>.</summary>
    public string Slots { get; init; } = "";
}
