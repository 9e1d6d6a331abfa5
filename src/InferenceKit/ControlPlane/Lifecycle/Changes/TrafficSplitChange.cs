using System.Globalization;
using InferenceKit.ControlPlane.State;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.ControlPlane.Lifecycle.Changes;

/// <summary>One change of the weights of a model's variants and shadows.</summary>
internal sealed class TrafficSplitChange(ChangeSteps steps)
{
    public async Task RunAsync(TrafficChange change, EditNote? note)
    {
        if (steps.Configured.Serving.Traffic is not { } configured)
            throw Unsuited("it has neither variants nor shadows (Traffic)");
        var named = Named(change, configured);
        var audit = EditRecords.Of(ModelEditKind.SetTraffic, note, steps.Time);
        await steps.StoreAsync(edits =>
        {
            // Against the stored weights of this attempt: another process may have changed them since.
            RequireSum(named, TrafficOverlay.Weights(configured, edits.Traffic));
            return edits.SetTraffic(configured, named, audit);
        }).ConfigureAwait(false);
        var report = await steps.Reconciler.RequestPassAsync(retryFailures: false).WaitAsync(steps.Stop).ConfigureAwait(false);
        if (report.StateError is { } error)
            throw new InferenceException(InferenceError.ResourceExhausted, $"The traffic of model '{steps.Model}' is set, but the state cannot be read: {error}");
    }

    /// <summary>With names as configuration writes them.</summary>
    private TrafficChange Named(TrafficChange change, TrafficPolicy configured)
    {
        if (change.WeightPercents.Count + change.ShadowPercents.Count == 0) throw Unsuited("the change names neither a variant nor a shadow");
        if (change.Ramp is { } ramp && (ramp.Steps is < 1 or > TrafficRamp.MaxSteps || ramp.Interval < TimeSpan.Zero || ramp.Interval > TrafficRamp.MaxInterval))
            throw Unsuited($"a ramp must have 1 to {TrafficRamp.MaxSteps} steps and an interval of at most {TrafficRamp.MaxInterval.TotalDays:F0} days");
        var named = new TrafficChange { Ramp = change.Ramp };
        Copy("variant", change.WeightPercents, named.WeightPercents, [.. configured.Variants.Select(v => v.Name)]);
        Copy("shadow", change.ShadowPercents, named.ShadowPercents, [.. configured.Shadows.Select(s => s.Name)]);
        return named;
    }

    private void Copy(string what, IDictionary<string, double> from, IDictionary<string, double> to, string[] names)
    {
        foreach (var (name, percent) in from)
        {
            if (Array.Find(names, n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase)) is not { } known)
                throw Unsuited($"there is no {what} '{name}'; there {(names.Length == 0 ? "is none" : $"are: {string.Join(", ", names)}")}");
            if (!(percent is >= 0 and <= 100)) throw Unsuited(string.Create(CultureInfo.InvariantCulture, $"{what} '{known}' must get 0 to 100 percent, not {percent}"));
            if (!to.TryAdd(known, percent)) throw Unsuited($"{what} '{known}' is named twice");
        }
    }

    private void RequireSum(TrafficChange change, IEnumerable<KeyValuePair<string, double>> before)
    {
        var after = before.Select(w => KeyValuePair.Create(w.Key, change.WeightPercents.TryGetValue(w.Key, out var percent) ? percent : w.Value)).ToList();
        var sum = after.Sum(w => w.Value);
        // A rounding error of the sum is no reason to refuse.
        if (sum > 100 + 1e-9)
            throw Unsuited(string.Create(CultureInfo.InvariantCulture, $"the variants would get {sum:0.##} percent together ({string.Join(", ", after.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Key} {w.Value:0.##}")))}); 100 is the most"));
    }

    private InferenceException Unsuited(string why) => new(InferenceError.InvalidInput, $"The traffic of model '{steps.Model}' stays as it is: {why}.");
}
