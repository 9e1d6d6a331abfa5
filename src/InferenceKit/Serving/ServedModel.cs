using System.Collections.Immutable;
using InferenceKit.Serving.Resilience;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.Serving;

/// <summary>A model in one serving table. Immutable.</summary>
/// <param name="Registration">What code registered.</param>
/// <param name="Policy">What configuration says.</param>
/// <param name="Primary">The version that traffic goes to; null while none is ready.</param>
/// <param name="Versions">All versions in service, the primary among them.</param>
/// <param name="NotReady">Why there is no primary, for people; null when there is one.</param>
internal sealed record ServedModel(
    ModelRegistration Registration,
    ServingPolicy Policy,
    ServedVersion? Primary,
    ImmutableArray<ServedVersion> Versions,
    string? NotReady)
{
    public string Name => Registration.Name;

    /// <summary>The version of each step of the fallback chain, in its order; null for a step that names none, or one that is not there.</summary>
    public ImmutableArray<ModelVersion?> FallbackVersions { get; init; } = [];

    /// <summary>What is known of the version that served last; null before the first.</summary>
    public VersionBinding? Known { get; init; }

    /// <summary>How requests are split and mirrored; null for neither.</summary>
    public ServedTraffic? Traffic { get; init; }

    /// <summary>The version of each variant, by its place in <see cref="ServedTraffic.Names"/>; null for one that is not there, and for another model.</summary>
    public ImmutableArray<ModelVersion?> VariantVersions { get; init; } = [];

    /// <summary>The version of each shadow, in the order of the policy; null as above.</summary>
    public ImmutableArray<ModelVersion?> ShadowVersions { get; init; } = [];

    /// <summary>The versions of <see cref="VariantVersions"/> in service, so that no request looks for them.</summary>
    public ServedVersion?[] Arms { get; init; } = [];

    /// <summary>The versions that are wanted and could not be loaded.</summary>
    public ImmutableArray<FailedVersion> FailedVersions { get; init; } = [];

    /// <summary>Why no request goes to a version that is wanted and not in service, for people.</summary>
    public string WhyNotLoaded(ModelVersion version)
    {
        foreach (var failed in FailedVersions)
            if (failed.Version == version) return $"version {version} failed: {failed.Reason.TrimEnd('.')}";
        return $"version {version} is not loaded";
    }

    /// <summary>The version in service with a number; null where it is not in service.</summary>
    public ServedVersion? Find(ModelVersion? wanted)
    {
        if (wanted is { } version)
            foreach (var served in Versions)
                if (served.Id.Version == version) return served;
        return null;
    }

    /// <summary>The other model that an arm is; null for a version of this one.</summary>
    public string? OtherModelOf(int arm) => arm != 0 && Traffic is { HasOtherModels: true } traffic ? traffic.Targets[arm]?.Model : null;

    /// <summary>With its arms found anew.</summary>
    public ServedModel WithArms() =>
        VariantVersions.IsEmpty && Arms.Length == 0 ? this : this with { Arms = [.. VariantVersions.Select(v => Find(v) is { } served && FindDifference(served) is null ? served : null)] };

    /// <summary>
    /// Why a version cannot take the primary's requests: another signature, where no codec makes up for it. Null where it can.
    /// </summary>
    public string? FindDifference(ServedVersion version) =>
        Registration.Codecs.IsEmpty && Primary is { } primary && primary.Signature.DifferencesFrom(version.Signature) is [_, ..] differences
            ? $"its signature is not the primary's: {string.Join("; ", differences)}"
            : null;
}
