using InferenceKit.Serving.Traffic;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>What should be in effect of a model's traffic. Immutable.</summary>
/// <param name="Policy">Configuration and edits together.</param>
/// <param name="Allocation">The allocation of slots.</param>
internal sealed record ServedPolicy(TrafficPolicy Policy, SlotAllocation Allocation)
{
    /// <summary>What requests use of it: what is there, where it says the same already.</summary>
    public ServedTraffic Serve(ServedTraffic? present) =>
        present is not null && present.Policy == Policy && present.Allocation.IsSameAs(Allocation) ? present : new(Policy, Allocation, present);
}
