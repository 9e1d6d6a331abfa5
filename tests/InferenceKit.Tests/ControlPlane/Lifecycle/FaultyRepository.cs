using InferenceKit.ControlPlane.Repository;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>A repository that can be made unreadable.</summary>
internal sealed class FaultyRepository(IModelRepository inner) : IModelRepository, IRepositoryLocation
{
    private int _listings;

    public volatile Exception? Fault;

    /// <summary>One that shows only when a version is read.</summary>
    public volatile Exception? MaterializeFault;

    public int Listings => Volatile.Read(ref _listings);

    public IAsyncEnumerable<ModelArtifact> ListAsync(string model, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _listings);
        return Fault is { } fault ? throw fault : inner.ListAsync(model, cancellationToken);
    }

    public Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default) =>
        (Fault ?? MaterializeFault) is { } fault ? throw fault : inner.MaterializeAsync(artifact, writer, cancellationToken);

    public string? ExplainNone(string model) => (inner as IRepositoryLocation)?.ExplainNone(model);

    /// <summary>One of its change tokens alone.</summary>
    public volatile Exception? TokenFault;

    public IChangeToken GetReloadToken() => TokenFault is { } fault ? throw fault : inner.GetReloadToken();
}
