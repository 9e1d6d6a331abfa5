using System.Collections.Immutable;
using InferenceKit.ControlPlane.Lifecycle.Loading;
using InferenceKit.ControlPlane.State;
using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;
using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>Takes the steps that the policy decides: the only code that changes a model's entry in the serving table.</summary>
internal sealed class Rollout(
    ModelRegistration registration, VersionRecords records, RetiredVersions retired, LoadSteps loads, EditsOverlay edits, LifecycleContext context)
{
    // Compares references: ordering by version would compile generic code over a value type at each start.
    private static readonly Comparer<ServedVersion> HighestFirst = Comparer<ServedVersion>.Create((a, b) => b.Id.Version.CompareTo(a.Id.Version));

    public void Take(ReconcileAction action, ModelView view, CancellationToken stop)
    {
        switch (action.Kind)
        {
            case ReconcileActionKind.Load:
                loads.Begin(action.Version, view, stop);
                break;
            case ReconcileActionKind.Publish:
                // Before the traffic moves: a caller that sees the new version may at once ask for the one before.
                if (action.AsPrimary) Remember(action.Version);
                Publish(action.Version, action.AsPrimary);
                break;
            case ReconcileActionKind.Unload:
                Unload(action.Version);
                break;
            case ReconcileActionKind.Refuse:
                loads.Refuse(action.Version, view);
                break;
        }
    }

    /// <summary>Brings settings to where the data plane reads them.</summary>
    public void Apply(ModelView view)
    {
        var served = context.Serving.Current.Models[registration.Ordinal];
        var policy = view.Model.Serving;
        var traffic = view.Traffic?.Serve(served.Traffic);
        ModelVersion?[] variants = traffic is null ? [] : [null, .. view.Desired.Variants];
        if (served.Policy == policy && served.FallbackVersions.AsSpan().SequenceEqual(view.Desired.Fallbacks) && served.Traffic == traffic
            && served.VariantVersions.AsSpan().SequenceEqual(variants) && served.ShadowVersions.AsSpan().SequenceEqual(view.Desired.Shadows)) return;
        context.Serving.Publish(registration, m => m with
        {
            Policy = policy,
            FallbackVersions = [.. view.Desired.Fallbacks],
            Traffic = traffic,
            VariantVersions = [.. variants],
            ShadowVersions = [.. view.Desired.Shadows],
        });
        if (served.Policy != policy && served.Primary is { } primary && ResilienceFit.FindProblem(policy, primary.Binding, registration) is { } problem)
            ControlPlaneLog.SettingsUnsuited(context.Logger, primary.Id, problem);
    }

    /// <summary>Says why nothing serves, if nothing does, and why wanted versions do not.</summary>
    public void Explain(ReconcileReport report)
    {
        var served = context.Serving.Current.Models[registration.Ordinal];
        var text = served.Primary is null ? report.Problem ?? "it has not been loaded" : null;
        var failed = report.Failures.Select(f => new FailedVersion(f.Version, f.Reason)).ToImmutableArray();
        if (served.NotReady == text && served.FailedVersions.SequenceEqual(failed)) return;
        context.Serving.Publish(registration, m => m with { NotReady = text, FailedVersions = failed });
        // No warning while files still change, or for a model that a person took out of service: both are as they should be.
        if (text is not null && text != served.NotReady)
            ControlPlaneLog.NotReady(context.Logger, report.IsTrouble ? LogLevel.Warning : LogLevel.Information, registration.Name, text);
    }

    /// <summary>Takes everything out of service.</summary>
    public void RetireAll()
    {
        foreach (var version in records.Read(r => r.HighestFirst.Where(v => v.Serving is not null || v.Loaded is not null).Select(v => v.Version).ToList()))
        {
            Unload(version);
            // A version may have two instances: a new one that was loaded, and the one that it was to replace.
            if (records.Read(r => r[version].Serving is not null)) Unload(version);
        }
    }

    private void Publish(ModelVersion version, bool asPrimary)
    {
        var record = records[version];
        var (fresh, present) = (record.Loaded, record.Serving);
        var serving = (fresh ?? present)!;
        // First the table, then the records, then the retirement: a request that reads the old table still gets a version that serves.
        context.Serving.Publish(registration, model => model with
        {
            Versions = [.. model.Versions.Where(v => v != present?.Version).Append(serving.Version).Order(HighestFirst)],
            Primary = asPrimary ? serving.Version : model.Primary,
            NotReady = asPrimary ? null : model.NotReady,
            FailedVersions = model.FailedVersions.RemoveAll(f => f.Version == version),
        });
        var before = records.Read(r => r.LastGood);
        records.Update(r =>
        {
            (record.Loaded, record.Serving, record.Failure) = (null, serving, null);
            if (asPrimary) r.Primary = r.LastGood = version;
        });
        if (fresh is not null && present is not null) retired.Add(record, present);
        if (!asPrimary || before == version) return;
        if (before is not null) context.Metrics.Swapped(serving.Version.Id);
        ControlPlaneLog.Swapped(context.Logger, registration.Name, version.ToString(), before?.ToString() ?? "none");
    }

    private void Unload(ModelVersion version)
    {
        var record = records[version];
        if (record.Loaded is { } unused)
        {
            records.Update(_ => record.Loaded = null);
            retired.Add(record, unused);
            return;
        }
        var serving = record.Serving!;
        context.Serving.Publish(registration, model => model with
        {
            Versions = model.Versions.Remove(serving.Version),
            Primary = model.Primary == serving.Version ? null : model.Primary,
            NotReady = model.Primary == serving.Version ? $"version {version} was taken out of service" : model.NotReady,
        });
        records.Update(r =>
        {
            record.Serving = null;
            if (r.Primary == version) r.Primary = null;
        });
        retired.Add(record, serving);
    }

    /// <summary>Notes what a rollback would go back to. The first version of all is not worth a write.</summary>
    private void Remember(ModelVersion version)
    {
        var (from, to) = (records.Read(r => r.LastGood)?.ToString(), version.ToString());
        if ((edits.Effective.Serving ?? from) is null || ReferenceEquals(edits.Effective.MoveTo(from, to), edits.Effective)) return;
        edits.Add(new PendingChange(e => e.MoveTo(from, to)));
    }
}
