using InferenceKit.ControlPlane.Lifecycle.Changes;
using InferenceKit.ControlPlane.Lifecycle.Reconciling;

namespace InferenceKit.ControlPlane.Lifecycle;

internal sealed partial class ModelLifecycle
{
    /// <inheritdoc/>
    public Task LoadAsync(string model, string version, EditNote? note = null, CancellationToken cancellationToken = default)
    {
        var parsed = ParseVersion(version);
        return EditAsync(model, edit => edit.PinAsync(parsed, note), cancellationToken);
    }

    /// <inheritdoc/>
    public Task UnloadAsync(string model, EditNote? note = null, CancellationToken cancellationToken = default) =>
        EditAsync(model, edit => edit.UnloadAsync(note), cancellationToken);

    /// <inheritdoc/>
    public Task ReloadAsync(string model, EditNote? note = null, CancellationToken cancellationToken = default) =>
        EditAsync(model, edit => edit.ReloadAsync(note), cancellationToken);

    /// <inheritdoc/>
    public Task SetAliasAsync(string model, string alias, string version, EditNote? note = null, CancellationToken cancellationToken = default)
    {
        RequireAlias(alias);
        var parsed = ParseVersion(version);
        return EditAsync(model, edit => edit.SetAliasAsync(alias, parsed, note), cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveAliasAsync(string model, string alias, EditNote? note = null, CancellationToken cancellationToken = default)
    {
        RequireAlias(alias);
        return EditAsync(model, edit => edit.RemoveAliasAsync(alias, note), cancellationToken);
    }

    /// <inheritdoc/>
    public Task RollbackAsync(string model, EditNote? note = null, CancellationToken cancellationToken = default) =>
        EditAsync(model, edit => edit.RollBackAsync(note), cancellationToken);

    /// <inheritdoc/>
    public Task SetTrafficAsync(string model, TrafficChange change, EditNote? note = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return EditAsync(model, edit => edit.SetTrafficAsync(change, note), cancellationToken);
    }

    /// <summary>Edits go on when their callers stop waiting, and end with the host.</summary>
    private Task EditAsync(string model, Func<ModelEditing, Task> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var edit = run(new(Find(model), repository, _edits, settings, time, _stop.Token));
        // Its failure is nobody's once nobody waits.
        _ = edit.ContinueWith(static e => _ = e.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return edit.WaitAsync(cancellationToken);
    }

    private ModelReconciler Find(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!serving.TryFind(model, out var registration))
            throw new InferenceException(
                InferenceError.ModelNotFound,
                $"No model '{model}' is registered; there are: {string.Join(", ", serving.Registrations.Select(r => r.Name).Take(20))}.");
        var reconcilers = Volatile.Read(ref _reconcilers);
        return reconcilers.Length > 0
            ? reconcilers[registration.Ordinal]
            : throw new InferenceException(InferenceError.ModelNotReady, "Loading has not started: start the host, or call StartInferenceAsync.");
    }

    private static ModelVersion ParseVersion(string version) => ModelVersion.TryParse(version, null, out var parsed)
        ? parsed
        : throw new InferenceException(InferenceError.VersionNotFound, $"'{version}' is not a version: {ModelName.Rule}.");

    private static void RequireAlias(string alias)
    {
        if (!ModelName.IsValid(alias)) throw new InferenceException(InferenceError.InvalidInput, $"'{alias}' is no name of an alias, which is written without '@': {ModelName.Rule}.");
    }
}
