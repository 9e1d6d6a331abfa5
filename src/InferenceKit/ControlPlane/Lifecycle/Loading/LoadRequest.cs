using InferenceKit.Configuration;
using InferenceKit.ControlPlane.Versioning;
using InferenceKit.Serving;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>What is to be loaded.</summary>
/// <param name="Registration">The model.</param>
/// <param name="Artifact">The version.</param>
/// <param name="Settings">How.</param>
/// <param name="IsBesideTraffic">Whether requests are being answered meanwhile, so that the load must give way to them.</param>
/// <param name="Progress">Told where the version stands.</param>
internal sealed record LoadRequest(
    ModelRegistration Registration, ModelArtifact Artifact, ModelSettings Settings, bool IsBesideTraffic, Action<ModelVersionState> Progress)
{
    /// <summary>What the version has to be.</summary>
    public LockVerdict Verdict { get; init; } = LockVerdict.None;

    /// <summary>The longest that it may take, from when it has a slot among the concurrent loads; infinite for no limit.</summary>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>By the registered name, whatever name the repository wrote into the artifact.</summary>
    public ModelId Id { get; } = new(Registration.Name, Artifact.Id.Version);
}
