using InferenceKit.ControlPlane.State;

namespace InferenceKit.ControlPlane.Lifecycle;

internal sealed partial class ModelLifecycle
{
    /// <inheritdoc/>
    public Task LoadAsync(string model, string version, CancellationToken cancellationToken = default)
    {
        if (!ModelVersion.TryParse(version, null, out var parsed))
            throw new InferenceException(InferenceError.VersionNotFound, $"'{version}' is not a version: {ModelName.Rule}.");
        return EditAsync(model, _ => parsed.ToString(), (edits, pin) => edits with { Pinned = pin, Unloaded = false }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task UnloadAsync(string model, CancellationToken cancellationToken = default) =>
        EditAsync(model, edits => edits.Pinned, (edits, pin) => edits with { Pinned = pin, Unloaded = true }, cancellationToken);

    /// <inheritdoc/>
    public Task ReloadAsync(string model, CancellationToken cancellationToken = default) =>
        EditAsync(model, _ => null, (edits, _) => edits with { Pinned = null, Unloaded = false }, cancellationToken);

    /// <inheritdoc/>
    public Task RollbackAsync(string model, CancellationToken cancellationToken = default) =>
        EditAsync(
            model,
            edits => edits.Previous ?? throw new InferenceException(
                InferenceError.VersionNotFound, $"Model '{model}' has no earlier version to go back to: none served before in this state."),
            (edits, pin) => edits with { Pinned = pin, Unloaded = false },
            cancellationToken);

    private async Task EditAsync(
        string model, Func<ModelEdits, string?> choosePin, Func<ModelEdits, string?, ModelEdits> change, CancellationToken cancellationToken)
    {
        var reconciler = Find(model);
        var name = reconciler.Registration.Name;
        var wanted = await ChangeAsync(name, edits => change(edits, choosePin(edits)), cancellationToken).ConfigureAwait(false);
        var report = await reconciler.RequestPassAsync(retryFailures: true).WaitAsync(cancellationToken).ConfigureAwait(false);
        while (EditOutcome.Of(name, wanted, report) is var outcome && !outcome.IsDecided)
            report = await reconciler.NextReportAsync(report).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (EditOutcome.Of(name, wanted, report).Failure is { } failure) throw new InferenceException(failure);
    }

    private async Task<ModelEdits> ChangeAsync(string model, Func<ModelEdits, ModelEdits> change, CancellationToken cancellationToken)
    {
        try
        {
            return await _edits.ChangeAsync(model, change, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InferenceException(new InferenceFailure(InferenceError.ResourceExhausted, e.Message) { Cause = e });
        }
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
}
