using Microsoft.Extensions.Primitives;

namespace InferenceKit;

/// <summary>
/// Mutable state of models, apart from their immutable artifacts: aliases, what was pinned or unloaded by hand, and what served before.
/// Changed by compare-and-swap. Implementations are thread-safe.
/// </summary>
public interface IModelStateStore
{
    /// <summary>Reads a model's state.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The state, or null when none was ever written.</returns>
    ValueTask<ModelStateDocument?> ReadAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Writes a model's state, unless it was written since it was read.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="document">The new state; its own ETag is ignored.</param>
    /// <param name="expectedETag">The ETag that was read; null when there was no state.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <returns>Whether it was written; false when another writer was first.</returns>
    ValueTask<bool> TryWriteAsync(
        string model, ModelStateDocument document, string? expectedETag, CancellationToken cancellationToken = default);

    /// <summary>A token that fires once when some state may have changed. An exception is logged, and the store is asked again after a pause.</summary>
    IChangeToken GetReloadToken();
}
