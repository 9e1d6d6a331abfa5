using InferenceKit.ControlPlane.Repository;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Testing.Faults;

/// <summary>A repository that can have outages. Thread-safe.</summary>
internal sealed class FaultRepository(IModelRepository repository, FaultInjector faults) : IModelRepository, IRepositoryLocation
{
    public IAsyncEnumerable<ModelArtifact> ListAsync(string model, CancellationToken cancellationToken = default) =>
        faults.Strikes(FaultKind.RepositoryOutage, model, version: null)
            ? throw Outage($"The versions of model '{model}' cannot be listed")
            : repository.ListAsync(model, cancellationToken);

    public Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default) =>
        faults.Strikes(FaultKind.RepositoryOutage, artifact.Id.Name, artifact.Id.Version)
            ? Task.FromException(Outage($"Model {artifact.Id} cannot be copied"))
            : repository.MaterializeAsync(artifact, writer, cancellationToken);

    public IChangeToken GetReloadToken() => repository.GetReloadToken();

    public string? ExplainNone(string model) => (repository as IRepositoryLocation)?.ExplainNone(model);

    private static IOException Outage(string what)
    {
        var message = $"{what}: a fault was injected (RepositoryOutage).";
        return new(message, new InjectedFaultException(FaultKind.RepositoryOutage, message));
    }
}
