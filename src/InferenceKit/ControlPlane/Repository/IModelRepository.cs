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

    /// <summary>Copies the files of a version into an empty directory.</summary>
    /// <param name="artifact">A version that <see cref="ListAsync"/> gave.</param>
    /// <param name="directory">An existing, empty directory private to the caller.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    /// <returns>The path of the model file in the directory.</returns>
    /// <exception cref="IOException">The version is gone, unreadable, or no single model file can be told.</exception>
    Task<string> MaterializeAsync(ModelArtifact artifact, string directory, CancellationToken cancellationToken = default);

    /// <summary>A token that fires once when something may have changed; ask for the next before listing again.</summary>
    IChangeToken GetReloadToken();
}
