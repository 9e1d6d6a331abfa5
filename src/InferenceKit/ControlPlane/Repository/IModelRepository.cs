using Microsoft.Extensions.Primitives;

namespace InferenceKit;

/// <summary>
/// A source of immutable model versions; may be read-only. Implementations are thread-safe and are called off the
/// request path.
/// </summary>
public interface IModelRepository
{
    /// <summary>Lists the versions of a model, in any order.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="IOException">The repository cannot be read: nothing is unloaded for it.</exception>
    IAsyncEnumerable<ModelArtifact> ListAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Hands over the files of a version, which the library writes to a private folder, hashes and checks.</summary>
    /// <param name="artifact">A version that <see cref="ListAsync"/> gave.</param>
    /// <param name="writer">Takes the files; among them one model file, named <c>model.onnx</c> or the only one ending in <c>.onnx</c>.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    /// <exception cref="IOException">The version is gone or unreadable.</exception>
    Task MaterializeAsync(ModelArtifact artifact, ArtifactWriter writer, CancellationToken cancellationToken = default);

    /// <summary>
    /// A token that fires once when something may have changed; ask for the next before listing again. An exception is logged, and the repository is
    /// asked again after a pause.
    /// </summary>
    IChangeToken GetReloadToken();
}
