namespace InferenceKit;

/// <summary>
/// What is loaded and why, and edits to what should be. Every edit changes desired state and completes when the
/// reconcile loop has brought it about or failed to. Thread-safe; a singleton.
/// </summary>
public interface IModelLifecycle
{
    /// <summary>Every registered model as it is now, by name.</summary>
    IReadOnlyList<ModelStatus> Models { get; }

    /// <summary>
    /// Makes one version serve, whatever the configured selectors say, until the next edit. A version that the repository
    /// does not have is refused; one that fails to load is given up, and what was wanted before is wanted again: neither comes
    /// into service later by itself.
    /// </summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">A version in the repository.</param>
    /// <param name="cancellationToken">Stops waiting; the edit stands.</param>
    /// <exception cref="InferenceException">
    /// Model or version are unknown (the message lists those there are), or the version failed to load; the old one serves on.
    /// </exception>
    Task LoadAsync(string model, string version, CancellationToken cancellationToken = default);

    /// <summary>Takes a model out of service until the next edit; requests get <see cref="InferenceError.ModelNotReady"/>.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Stops waiting; the edit stands.</param>
    /// <exception cref="InferenceException">The model is unknown.</exception>
    Task UnloadAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>
    /// Drops edits, so that the configured selectors decide again; reads the repository anew and retries versions that
    /// had failed.
    /// </summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Stops waiting; the edit stands.</param>
    /// <exception cref="InferenceException">
    /// The model is unknown, the repository could not be read, or the wanted version failed to load. The selectors decide
    /// again all the same, and what serves stays until what they ask for is ready.
    /// </exception>
    Task ReloadAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Goes back to the version that served before the present one, as <see cref="LoadAsync"/> does.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Stops waiting; the edit stands.</param>
    /// <exception cref="InferenceException">The model is unknown, or no earlier version is known or can be loaded.</exception>
    Task RollbackAsync(string model, CancellationToken cancellationToken = default);
}
