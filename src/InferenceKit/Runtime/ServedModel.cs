using System.Collections.Immutable;
using InferenceKit.Runtime.Resilience;

namespace InferenceKit.Runtime;

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
}
