using System.Globalization;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.ControlPlane.State;

/// <summary>Changes of a model's traffic, as changes of the stored state. Pure: time and author come with the record.</summary>
internal static class TrafficEditChanges
{
    /// <summary>The allocation that is stored, or the one before the first.</summary>
    public static SlotAllocation AllocationOr(this ModelEdits edits, string salt) =>
        edits.Allocation is { } stored ? AllocationText.Read(stored, out _) ?? SlotAllocation.Begin(salt) : SlotAllocation.Begin(salt);

    /// <summary>Allocates the slots for the weights of a policy and those that were set by hand; the same instance where nothing changes.</summary>
    public static ModelEdits Reallocated(this ModelEdits edits, TrafficPolicy configured)
    {
        var before = edits.AllocationOr(configured.Salt);
        var after = before.Deal(SlotAllocation.CountsFor(TrafficOverlay.Weights(configured, edits.Traffic)), configured.Salt);
        // Before the first allocation, nothing is stored as long as all slots go to the primary.
        return ReferenceEquals(before, after) || (edits.Allocation is null && after.Arms.Length == 1) ? edits : edits with { Allocation = AllocationText.Write(after) };
    }

    /// <summary>Sets weights and samples by hand, at once or step by step.</summary>
    public static ModelEdits SetTraffic(this ModelEdits edits, TrafficPolicy configured, TrafficChange change, ModelAuditRecord audit)
    {
        var before = edits.Traffic ?? new();
        var weights = TrafficOverlay.Weights(configured, edits.Traffic).ToDictionary(w => w.Key, w => w.Value, StringComparer.Ordinal);
        var to = Merge(before.Weights, change.WeightPercents);
        var after = before with
        {
            Weights = to,
            Shadows = Merge(before.Shadows, change.ShadowPercents),
            // A new change of weights replaces a ramp that is still running.
            Ramp = change.WeightPercents.Count == 0 ? before.Ramp : null,
        };
        if (change.Ramp is { Steps: > 1 } ramp && change.WeightPercents.Count > 0)
        {
            var begun = new StoredRamp
            {
                From = new(weights.Where(w => change.WeightPercents.ContainsKey(w.Key)).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
                To = new(change.WeightPercents, StringComparer.Ordinal),
                Start = audit.Time,
                Interval = ramp.Interval,
                Steps = ramp.Steps,
                Taken = 1,
                By = audit.By,
            };
            after = after with { Weights = Merge(before.Weights, begun.WeightsAfter(1)), Ramp = begun };
        }
        return (edits with { Traffic = after }).Reallocated(configured).Recorded(audit, edits, configured);
    }

    /// <summary>Takes the steps of a ramp that are due; the same instance where none is.</summary>
    public static ModelEdits TakeRampSteps(this ModelEdits edits, TrafficPolicy configured, DateTimeOffset now)
    {
        if (edits.Traffic is not { Ramp: { } ramp } traffic || ramp.Due > now) return edits;
        var taken = Math.Min(ramp.Steps, ramp.Interval <= TimeSpan.Zero ? ramp.Steps : (int)Math.Min(ramp.Steps, (now - ramp.Start) / ramp.Interval) + 1);
        var stepped = edits with
        {
            Traffic = traffic with
            {
                Weights = Merge(traffic.Weights, ramp.WeightsAfter(taken)),
                Ramp = taken < ramp.Steps ? ramp with { Taken = taken } : null,
            },
        };
        var audit = new ModelAuditRecord
        {
            Time = now,
            Kind = ModelEditKind.RampTraffic,
            By = ramp.By,
            Reason = string.Create(CultureInfo.InvariantCulture, $"step {taken} of {ramp.Steps}"),
        };
        return stepped.Reallocated(configured).Recorded(audit, edits, configured);
    }

    /// <summary>Drops what was set by hand, so that configuration decides again.</summary>
    public static ModelEdits ResetTraffic(this ModelEdits edits, TrafficPolicy? configured, ModelAuditRecord audit)
    {
        if (edits.Traffic is null) return edits;
        var reset = edits with { Traffic = null };
        return configured is null ? reset.Audited(audit) : reset.Reallocated(configured).Recorded(audit, edits, configured);
    }

    private static ModelEdits Recorded(this ModelEdits edits, ModelAuditRecord audit, ModelEdits before, TrafficPolicy configured) =>
        edits.Audited(audit.WithVersions(TrafficOverlay.Describe(configured, before.Traffic), TrafficOverlay.Describe(configured, edits.Traffic)));

    private static SortedDictionary<string, double>? Merge(SortedDictionary<string, double>? before, IEnumerable<KeyValuePair<string, double>> changes)
    {
        var merged = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, percent) in before ?? []) merged[name] = percent;
        foreach (var (name, percent) in changes) merged[name] = percent;
        return merged.Count == 0 ? null : merged;
    }
}
