using Microsoft.Extensions.Primitives;

namespace InferenceKit.Tests.ControlPlane.Repository;

/// <summary>A repository whose content changes right after each copy.</summary>
internal sealed class RewrittenRepository(IModelRepository inner, Action rewrite) : IModelRepository
{
    public IAsyncEnumerable<ModelArtifact> ListAsync(string model, CancellationToken cancellationToken = default) =>
        inner.ListAsync(model, cancellationToken);

    public async Task<string> MaterializeAsync(ModelArtifact artifact, string directory, CancellationToken cancellationToken = default)
    {
        var path = await inner.MaterializeAsync(artifact, directory, cancellationToken);
        rewrite();
        return path;
    }

    public IChangeToken GetReloadToken() => inner.GetReloadToken();
}
