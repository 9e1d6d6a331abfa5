using System.Runtime.CompilerServices;
using InferenceKit.ControlPlane;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>A repository whose listing has the host stop meanwhile, and then answers as if nothing had been.</summary>
internal sealed class StoppingRepository : IModelRepository
{
    private readonly ReloadSignal _never = new();

    public Func<Task>? Stop { get; set; }

    public async IAsyncEnumerable<ModelArtifact> ListAsync(string model, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Stop is { } stop)
        {
            _ = stop();
            while (!cancellationToken.IsCancellationRequested) await Task.Yield();
        }
        yield return new ModelArtifact { Id = new(model, ModelVersion.FromNumber(1)), Fingerprint = "f" };
    }

    public Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default) =>
        throw new IOException("Nothing is ever loaded.");

    public IChangeToken GetReloadToken() => _never.Token;
}
