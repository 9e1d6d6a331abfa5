namespace InferenceKit;

/// <summary>
/// What is loaded and why, and edits to what should be. Edits are kept in the <see cref="IModelStateStore"/>, with an audit
/// record each, and every host that watches the same state follows them. An edit goes on when its caller stops waiting.
/// Thread-safe; a singleton.
/// </summary>
/// <remarks>
/// What decides over the version that serves, by precedence: what was done by hand (<see cref="LoadAsync"/>,
/// <see cref="UnloadAsync"/>), until <see cref="ReloadAsync"/>; then the selector in the configuration, whose aliases are set
/// here. <see cref="ModelStatus.DecidedBy"/> tells which it was.
/// </remarks>
public interface IModelLifecycle
{
    /// <summary>Every registered model as it is now, by name.</summary>
    IReadOnlyList<ModelStatus> Models { get; }

    /// <summary>
    /// Makes one version serve, whatever the configured selectors say, until the next edit. The version is loaded, verified and
    /// warmed up beside what serves first; one that the repository does not have or that fails is refused, and nothing changes.
    /// With <see cref="VersionTransition.ResourcePreserving"/> what serves leaves first, and comes back where the version fails.
    /// </summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">A version in the repository.</param>
    /// <param name="note">The author and the reason. Default: this process.</param>
    /// <param name="cancellationToken">Stops waiting; the edit goes on.</param>
    /// <exception cref="InferenceException">
    /// Model or version are unknown (the message lists those there are), the version failed to load, the state could not be
    /// written, or another edit came first (<see cref="InferenceError.Conflict"/>); the old one serves on.
    /// </exception>
    Task LoadAsync(string model, string version, EditNote? note = null, CancellationToken cancellationToken = default);

    /// <summary>Takes a model out of service until the next edit; requests get <see cref="InferenceError.ModelNotReady"/>.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="note">The author and the reason. Default: this process.</param>
    /// <param name="cancellationToken">Stops waiting; the edit goes on.</param>
    /// <exception cref="InferenceException">The model is unknown, or the state could not be written.</exception>
    Task UnloadAsync(string model, EditNote? note = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Drops edits by hand, so that the configured selectors and weights decide again (aliases stay); reads the repository anew and retries
    /// versions that had failed.
    /// </summary>
    /// <param name="model">The model's name.</param>
    /// <param name="note">The author and the reason. Default: this process.</param>
    /// <param name="cancellationToken">Stops waiting; the edit goes on.</param>
    /// <exception cref="InferenceException">
    /// The model is unknown, the repository could not be read, or the wanted version failed to load. The selectors decide
    /// again all the same, and what serves stays until what they ask for is ready.
    /// </exception>
    Task ReloadAsync(string model, EditNote? note = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Points an alias, as in <c>@stable</c>, at a version: a promotion. The version is loaded, verified and warmed up first;
    /// then the alias is stored, unless it was moved meanwhile; then traffic moves, where the alias decides. A crash leaves it at
    /// the version before or at the new one, and the new one is known to load.
    /// </summary>
    /// <param name="model">The model's name.</param>
    /// <param name="alias">The alias without its <c>@</c>; letters count as they are written.</param>
    /// <param name="version">A version in the repository.</param>
    /// <param name="note">The author and the reason. Default: this process.</param>
    /// <param name="cancellationToken">Stops waiting; the edit goes on.</param>
    /// <exception cref="InferenceException">
    /// As for <see cref="LoadAsync"/>; <see cref="InferenceError.Conflict"/> names the author of the move that came first, and where the alias is now.
    /// </exception>
    Task SetAliasAsync(string model, string alias, string version, EditNote? note = null, CancellationToken cancellationToken = default);

    /// <summary>Removes an alias. Where it decided, the selector's next alternative does; without one, what serves stays.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="alias">The alias without its <c>@</c>.</param>
    /// <param name="note">The author and the reason. Default: this process.</param>
    /// <param name="cancellationToken">Stops waiting; the edit goes on.</param>
    /// <exception cref="InferenceException">The model or the alias are unknown, or the state could not be written.</exception>
    Task RemoveAliasAsync(string model, string alias, EditNote? note = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Goes back to the version that served before the present one; called again, further back, and never to a version that was
    /// rolled back. Where an alias decides, it is moved; everything else is overruled by hand, as <see cref="LoadAsync"/> does. A
    /// version that is still loaded (<see cref="ModelOptions.KeepPrevious"/>) serves at once, before anything is written; until
    /// the state is, <see cref="ModelStatus.IsStatePending"/> says so, and it is tried again.
    /// </summary>
    /// <param name="model">The model's name.</param>
    /// <param name="note">The author and the reason. Default: this process.</param>
    /// <param name="cancellationToken">Stops waiting; the edit goes on.</param>
    /// <returns>Completes when traffic goes to the version and the first attempt to store that has ended, well or not.</returns>
    /// <exception cref="InferenceException">
    /// The model is unknown, no earlier version is known or can be loaded, or another edit came first and stands instead
    /// (<see cref="InferenceError.Conflict"/>).
    /// </exception>
    Task RollbackAsync(string model, EditNote? note = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sets the weights of variants and the samples of shadows by hand, at once or step by step, whatever configuration says, until
    /// <see cref="ReloadAsync"/>. Of the keys as few move as the new weights allow: half of the sum of the changes. The allocation is stored, and every
    /// host that uses the same state has the same allocation.
    /// </summary>
    /// <param name="model">The model's name.</param>
    /// <param name="change">What changes; variants and shadows are those of the configuration.</param>
    /// <param name="note">The author and the reason. Default: this process.</param>
    /// <param name="cancellationToken">Stops waiting; the edit goes on.</param>
    /// <returns>Completes when the first step is in effect here.</returns>
    /// <exception cref="InferenceException">
    /// The model, a variant or a shadow are unknown, percentages are none or more than 100 together (<see cref="InferenceError.InvalidInput"/>),
    /// or the state could not be written. Traffic stays as it was.
    /// </exception>
    Task SetTrafficAsync(string model, TrafficChange change, EditNote? note = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens the circuit breaker of a version in service by hand: it gets no request until <see cref="CloseCircuit"/>, and requests fail with
    /// <see cref="InferenceError.CircuitOpen"/> or fall back. Of this process alone, until the version is loaded anew; nothing is stored.
    /// </summary>
    /// <param name="model">The model's name, compared ignoring case.</param>
    /// <param name="version">The version.</param>
    /// <param name="reason">For the failures of callers and for the status.</param>
    /// <exception cref="InferenceException">There is no such model, or the version is not in service.</exception>
    void IsolateCircuit(string model, string version, string reason);

    /// <summary>Closes the circuit breaker of a version in service, whatever opened it: requests go to it again at once.</summary>
    /// <param name="model">The model's name, compared ignoring case.</param>
    /// <param name="version">The version.</param>
    /// <exception cref="InferenceException">There is no such model, or the version is not in service.</exception>
    void CloseCircuit(string model, string version);
}
