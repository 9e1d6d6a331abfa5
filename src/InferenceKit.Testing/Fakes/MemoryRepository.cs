using InferenceKit.ControlPlane.Repository;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Testing;

/// <summary>
/// A model repository in memory, for tests that add, replace and remove versions while a host runs. Thread-safe; use
/// it with <see cref="InferenceBuilder.UseRepository"/>.
/// </summary>
public sealed class MemoryRepository : IModelRepository
{
    private readonly MemoryModelRepository _models = new();
    private volatile Exception? _outage;

    /// <summary>Adds or replaces a version; hosts that watch the repository notice at once.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version, as in <c>"2"</c>.</param>
    /// <param name="onnx">The model file's bytes, as <see cref="OnnxModelBuilder.Build"/> gives them; not copied.</param>
    /// <returns>This repository.</returns>
    /// <exception cref="FormatException">The version breaks the rule for names.</exception>
    public MemoryRepository Add(string model, string version, ReadOnlyMemory<byte> onnx)
    {
        _models.Add(model, ModelVersion.Parse(version), onnx);
        return this;
    }

    /// <summary>Removes a version; one that serves goes on serving.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version.</param>
    /// <returns>This repository.</returns>
    /// <exception cref="FormatException">The version breaks the rule for names.</exception>
    public MemoryRepository Remove(string model, string version)
    {
        _models.Remove(model, ModelVersion.Parse(version));
        return this;
    }

    /// <summary>Makes every listing and copy fail with this exception, as an unreachable repository does; null to end the outage.</summary>
    /// <param name="outage">Usually an <see cref="IOException"/>.</param>
    public void FailWith(Exception? outage) => _outage = outage;

    /// <inheritdoc/>
    public IAsyncEnumerable<ModelArtifact> ListAsync(string model, CancellationToken cancellationToken = default) =>
        _outage is { } outage ? throw outage : _models.ListAsync(model, cancellationToken);

    /// <inheritdoc/>
    public Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default) =>
        _outage is { } outage ? Task.FromException(outage) : _models.MaterializeAsync(artifact, writer, cancellationToken);

    /// <inheritdoc/>
    public IChangeToken GetReloadToken() => _models.GetReloadToken();
}
