using InferenceKit.ControlPlane.State;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>
/// Keeps the allocation of a model's traffic in step with its configuration, and takes the steps of ramps. Used by one model's loop alone.
/// </summary>
/// <remarks>
/// A host allocates at its start and when its own configuration changes; otherwise it follows what is stored. Otherwise hosts whose configurations
/// differ, as during the rollout of a new one, would overwrite each other's allocations for ever.
/// </remarks>
internal sealed class TrafficAllocator(EditsOverlay edits)
{
    private TrafficPolicy? _allocatedFor;
    private bool _hasAllocated;
    private StoredAllocation? _stored;
    private SlotAllocation? _allocation;

    /// <summary>When a ramp takes its next step.</summary>
    public DateTimeOffset NextStep(TrafficPolicy? configured) =>
        configured is not null && edits.Effective.Traffic?.Ramp is { } ramp ? ramp.Due : DateTimeOffset.MaxValue;

    /// <summary>Puts into effect what is due.</summary>
    /// <returns>The policy that results; null for a model without variants and shadows.</returns>
    public ServedPolicy? Update(TrafficPolicy? configured, DateTimeOffset now)
    {
        Allocate(configured);
        if (configured is null) return null;
        if (edits.Effective.Traffic?.Ramp is { } ramp && ramp.Due <= now) edits.Add(new PendingChange(e => e.TakeRampSteps(configured, now)));
        var effective = edits.Effective;
        return new(TrafficOverlay.Apply(configured, effective.Traffic), AllocationOf(effective, configured.Salt));
    }

    private void Allocate(TrafficPolicy? configured)
    {
        if (_hasAllocated && Equals(configured, _allocatedFor)) return;
        (_hasAllocated, _allocatedFor) = (true, configured);
        // Without variants all slots go back to the primary. A model that never had variants needs no allocation.
        var policy = configured ?? (edits.Effective.Allocation is { } stored ? new TrafficPolicy { Salt = stored.Salt } : null);
        if (policy is null) return;
        var before = edits.Effective;
        var allocated = before.Reallocated(policy);
        if (!ReferenceEquals(allocated, before)) edits.Add(new PendingChange(e => ReferenceEquals(e, before) ? allocated : e.Reallocated(policy)));
    }

    private SlotAllocation AllocationOf(ModelEdits effective, string salt)
    {
        if (_allocation is null || !ReferenceEquals(_stored, effective.Allocation) || _stored is null)
            (_stored, _allocation) = (effective.Allocation, effective.AllocationOr(salt));
        return _allocation;
    }
}
