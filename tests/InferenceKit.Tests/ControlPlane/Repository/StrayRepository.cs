using InferenceKit.ControlPlane;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Tests.ControlPlane.Repository;

/// <summary>A repository that gives a path it was not asked to fill.</summary>
internal sealed class StrayRepository(string path) : IModelRepository
{
    private readonly ReloadSignal _never = new();

    public IAsyncEnumerable<ModelArtifact> ListAsync(string model, CancellationToken cancellationToken = default) =>
        new[] { new ModelArtifact { Id = new(model, ModelVersion.FromNumber(1)), Fingerprint = "f" } }.ToAsyncEnumerable();

    public Task<string> MaterializeAsync(ModelArtifact artifact, string directory, CancellationToken cancellationToken = default) =>
        Task.FromResult(path);

    public IChangeToken GetReloadToken() => _never.Token;
}
