using System.Collections.Immutable;
using System.Text;
using InferenceKit.ControlPlane;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

/// <summary>A repository that says what its contents' digests are, truly or not, and counts how often it hands a version over.</summary>
internal sealed class CatalogueRepository : IModelRepository
{
    private readonly ReloadSignal _changed = new();
    private ImmutableDictionary<int, (string Content, string? Digest)> _versions = ImmutableDictionary<int, (string, string?)>.Empty;
    private ImmutableList<string> _handedOver = [];

    /// <summary>The versions that were handed over, in order.</summary>
    public string HandedOver => string.Join(' ', _handedOver);

    public void Set(int version, string content, string? digest = null)
    {
        ImmutableInterlocked.AddOrUpdate(ref _versions, version, (content, digest), (_, _) => (content, digest));
        _changed.Fire();
    }

    public async IAsyncEnumerable<ModelArtifact> ListAsync(
        string model, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        foreach (var (version, (content, digest)) in _versions)
            yield return new() { Id = new(model, ModelVersion.FromNumber(version)), Fingerprint = content, Digest = digest };
    }

    public async Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default)
    {
        ImmutableInterlocked.Update(ref _handedOver, list => list.Add(artifact.Id.Version.ToString()));
        var content = _versions[int.Parse(artifact.Id.Version.ToString(), System.Globalization.CultureInfo.InvariantCulture)].Content;
        if (content == "unreadable") throw new IOException("It cannot be read.");
        await writer.AddAsync("model.onnx", new MemoryStream(Encoding.UTF8.GetBytes(content)), cancellationToken);
    }

    public IChangeToken GetReloadToken() => _changed.Token;
}
