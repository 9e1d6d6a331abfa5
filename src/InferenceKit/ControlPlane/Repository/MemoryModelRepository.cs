using System.Collections.Immutable;
using InferenceKit.ControlPlane.Repository.Files;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.ControlPlane.Repository;

/// <summary>Models held as bytes: from code, from embedded resources, in tests. Thread-safe.</summary>
internal sealed class MemoryModelRepository : IModelRepository
{
    private readonly ReloadSignal _changed = new();
    private ImmutableDictionary<string, ImmutableSortedDictionary<ModelVersion, Entry>> _models =
        ImmutableDictionary.Create<string, ImmutableSortedDictionary<ModelVersion, Entry>>(ModelName.Comparer);

    /// <summary>Whether the model ever had a version here.</summary>
    public bool Contains(string model) => Volatile.Read(ref _models).ContainsKey(model);

    /// <summary>Adds or replaces a version.</summary>
    public void Add(string model, ModelVersion version, ReadOnlyMemory<byte> onnx) =>
        Change(model, versions => versions.SetItem(version, new(() => new ReadOnlyMemoryStream(onnx), Fingerprint.Of(onnx.Span), onnx.Length)));

    /// <summary>Adds or replaces a version whose bytes are opened when it loads; they must never change.</summary>
    public void Add(string model, ModelVersion version, Func<Stream> open, string fingerprint) =>
        Change(model, versions => versions.SetItem(version, new(open, fingerprint, null)));

    /// <summary>Takes a version away; the model stays known.</summary>
    public void Remove(string model, ModelVersion version) => Change(model, versions => versions.Remove(version));

    public IAsyncEnumerable<ModelArtifact> ListAsync(string model, CancellationToken cancellationToken = default) =>
        new ArtifactListing([.. Versions(model).Select(v => new ModelArtifact
        {
            Id = new(model, v.Key),
            Fingerprint = v.Value.Fingerprint,
            Length = v.Value.Length,
            Location = "memory",
        })]);

    public Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default)
    {
        if (!Versions(artifact.Id.Name).TryGetValue(artifact.Id.Version, out var entry))
            throw new IOException($"Version {artifact.Id.Version} is no longer there.");
        using var content = entry.Open();
        // Synchronous on purpose: it runs on a thread of its own, which may block.
        writer.Add(ModelFile.DefaultName, content, cancellationToken);
        return Task.CompletedTask;
    }

    public IChangeToken GetReloadToken() => _changed.Token;

    private ImmutableSortedDictionary<ModelVersion, Entry> Versions(string model) =>
        Volatile.Read(ref _models).GetValueOrDefault(model) ?? ImmutableSortedDictionary<ModelVersion, Entry>.Empty;

    private void Change(
        string model, Func<ImmutableSortedDictionary<ModelVersion, Entry>, ImmutableSortedDictionary<ModelVersion, Entry>> change)
    {
        // The change may run more than once when two threads come at the same time, so it must be pure.
        ImmutableInterlocked.AddOrUpdate(
            ref _models, model, _ => change(ImmutableSortedDictionary<ModelVersion, Entry>.Empty), (_, versions) => change(versions));
        _changed.Fire();
    }

    private sealed record Entry(Func<Stream> Open, string Fingerprint, long? Length);
}
