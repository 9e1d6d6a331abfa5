using InferenceKit.ControlPlane.Lifecycle.Reconciling;
using InferenceKit.ControlPlane.State;
using InferenceKit.Serving;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.ControlPlane.Lifecycle.Status;

/// <summary>Puts what is known of a model's traffic into what users see.</summary>
internal static class TrafficReport
{
    /// <param name="serving">All models.</param>
    /// <param name="model">The model, as it is served.</param>
    /// <param name="edits">What was set by hand.</param>
    public static TrafficStatus? Of(ServingTable serving, ServedModel model, TrafficEdits? edits)
    {
        if (model.Traffic is not { } traffic) return null;
        var ramp = edits?.Ramp;
        var primary = new TrafficArmStatus
        {
            Name = TrafficPolicy.Primary,
            Percent = PercentOf(traffic, 0),
            DecidedBy = edits?.Weights is null ? VersionDecision.Configuration : VersionDecision.Edit,
            Version = model.Primary?.Id.Version,
            IsReady = model.Primary is not null,
            Problem = model.NotReady,
        };
        return new()
        {
            AllocationVersion = traffic.Allocation.Version,
            Salt = traffic.Allocation.Salt,
            Variants = [primary, .. traffic.Policy.Variants.Select((v, i) =>
                ArmOf(serving, model, v.Name, v.Target, PercentOf(traffic, i + 1), edits?.Weights, VersionAt(model.VariantVersions, i + 1), isVariant: true))],
            Shadows = [.. traffic.Policy.Shadows.Select((s, i) =>
                ArmOf(serving, model, s.Name, s.Target, s.SamplePercent, edits?.Shadows, VersionAt(model.ShadowVersions, i), isVariant: false))],
            Ramp = ramp is null ? null : (ramp.Taken, ramp.Steps),
            NextRampStep = ramp?.Due,
        };
    }

    private static double PercentOf(ServedTraffic traffic, int arm) => traffic.PropensityOf(arm) * 100;

    private static ModelVersion? VersionAt(IReadOnlyList<ModelVersion?> versions, int index) => index < versions.Count ? versions[index] : null;

    private static TrafficArmStatus ArmOf(
        ServingTable serving, ServedModel model, string name, RouteTarget target, double percent, SortedDictionary<string, double>? byHand, ModelVersion? version,
        bool isVariant)
    {
        var problem = ProblemOf(serving, model, target, version, isVariant);
        return new()
        {
            Name = name,
            Percent = percent,
            DecidedBy = byHand?.ContainsKey(name) == true ? VersionDecision.Edit : VersionDecision.Configuration,
            Version = version,
            Model = target.Model,
            IsReady = problem is null,
            Problem = problem,
        };
    }

    private static string? ProblemOf(ServingTable serving, ServedModel model, RouteTarget target, ModelVersion? version, bool isVariant)
    {
        if (target.Model is { } other)
        {
            foreach (var there in serving.Models)
                if (ModelName.Comparer.Equals(there.Name, other)) return there.Primary is not { } serves ? there.NotReady
                    : model.Primary is { } own ? ChainCheck.FindProblem(model.Registration, own, serves, other, isVariant) : null;
            return "there is no such model";
        }
        if (!isVariant && version is not null && version == model.Primary?.Id.Version) return "it is the primary";
        if (version is null) return $"there is no version '{target.Version}'";
        return model.Find(version) is { } served ? served.WhyOutOfService ?? (isVariant ? model.FindDifference(served) : null) : model.WhyNotLoaded(version.Value);
    }
}
