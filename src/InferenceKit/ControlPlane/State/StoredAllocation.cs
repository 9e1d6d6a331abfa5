namespace InferenceKit.ControlPlane.State;

/// <summary>The deal of the slots of a model's traffic, as it stands in the state store. Immutable.</summary>
internal sealed record StoredAllocation
{
    /// <summary>Counts the deals, from 1.</summary>
    public int Version { get; init; }

    /// <summary>What routing keys are hashed with.</summary>
    public string Salt { get; init; } = "";

    /// <summary>The primary, then variants in ordinal order.</summary>
    public string[] Arms { get; init; } = [];

    /// <summary>The slots in their order, in runs of one arm: <c>0*9000 1*1000</c>.</summary>
    public string Slots { get; init; } = "";
}
