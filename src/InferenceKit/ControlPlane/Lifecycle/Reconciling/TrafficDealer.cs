using InferenceKit.ControlPlane.State;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>
/// Keeps the deal of a model's traffic in step with its configuration, and takes the steps of ramps. Used by one model's loop alone.
/// </summary>
/// <remarks>
/// A host deals at its start and when its own configuration changes; otherwise it follows what is stored. Hosts whose configurations differ, as
/// while a new one is rolled out, would deal against each other for ever.
/// </remarks>
internal sealed class TrafficDealer(EditsOverlay edits)
{
    private TrafficPolicy? _dealtFor;
    private bool _hasDealt;
    private StoredAllocation? _stored;
    private SlotAllocation? _allocation;

    /// <summary>When a ramp takes its next step.</summary>
    public DateTimeOffset NextStep(TrafficPolicy? configured) =>
        configured is not null && edits.Effective.Traffic?.Ramp is { } ramp ? ramp.Due : DateTimeOffset.MaxValue;

    /// <summary>Puts into effect what is due, and tells the policy that results; null where there is none.</summary>
    public ServedPolicy? Look(TrafficPolicy? configured, DateTimeOffset now)
    {
        Deal(configured);
        if (configured is null) return null;
        if (edits.Effective.Traffic?.Ramp is { } ramp && ramp.Due <= now) edits.Add(new PendingChange(e => e.TakeRampSteps(configured, now)));
        var effective = edits.Effective;
        return new(TrafficOverlay.Apply(configured, effective.Traffic), AllocationOf(effective, configured.Salt));
    }

    private void Deal(TrafficPolicy? configured)
    {
        if (_hasDealt && Equals(configured, _dealtFor)) return;
        (_hasDealt, _dealtFor) = (true, configured);
        // Without variants all goes back to the primary; nobody who has never had any needs a deal.
        var policy = configured ?? (edits.Effective.Allocation is { } stored ? new TrafficPolicy { Salt = stored.Salt } : null);
        if (policy is null) return;
        var before = edits.Effective;
        var dealt = before.Dealt(policy);
        if (!ReferenceEquals(dealt, before)) edits.Add(new PendingChange(e => ReferenceEquals(e, before) ? dealt : e.Dealt(policy)));
    }

    private SlotAllocation AllocationOf(ModelEdits effective, string salt)
    {
        if (_allocation is null || !ReferenceEquals(_stored, effective.Allocation) || _stored is null)
            (_stored, _allocation) = (effective.Allocation, effective.AllocationOr(salt));
        return _allocation;
    }
}
