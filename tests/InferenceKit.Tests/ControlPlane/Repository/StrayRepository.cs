using InferenceKit.ControlPlane;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Tests.ControlPlane.Repository;

/// <summary>A repository that brings one file of any name.</summary>
internal sealed class StrayRepository(string name) : IModelRepository
{
    private readonly ReloadSignal _never = new();

    public IAsyncEnumerable<ModelArtifact> ListAsync(string model, CancellationToken cancellationToken = default) =>
        new[] { new ModelArtifact { Id = new(model, ModelVersion.FromNumber(1)), Fingerprint = "f" } }.ToAsyncEnumerable();

    public Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default)
    {
        writer.Add(name, new MemoryStream([1]), cancellationToken);
        return Task.CompletedTask;
    }

    public IChangeToken GetReloadToken() => _never.Token;
}
