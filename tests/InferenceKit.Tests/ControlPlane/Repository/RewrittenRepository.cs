using Microsoft.Extensions.Primitives;

namespace InferenceKit.Tests.ControlPlane.Repository;

/// <summary>A repository whose content changes right after each copy.</summary>
internal sealed class RewrittenRepository(IModelRepository inner, Action rewrite) : IModelRepository
{
    public IAsyncEnumerable<ModelArtifact> ListAsync(string model, CancellationToken cancellationToken = default) =>
        inner.ListAsync(model, cancellationToken);

    public async Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default)
    {
        await inner.MaterializeAsync(artifact, writer, cancellationToken);
        rewrite();
    }

    public IChangeToken GetReloadToken() => inner.GetReloadToken();
}
