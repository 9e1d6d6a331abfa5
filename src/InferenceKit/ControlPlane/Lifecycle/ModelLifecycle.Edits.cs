using InferenceKit.ControlPlane.State;

namespace InferenceKit.ControlPlane.Lifecycle;

internal sealed partial class ModelLifecycle
{
    /// <inheritdoc/>
    public Task LoadAsync(string model, string version, CancellationToken cancellationToken = default)
    {
        if (!ModelVersion.TryParse(version, null, out var parsed))
            throw new InferenceException(InferenceError.VersionNotFound, $"'{version}' is not a version: {ModelName.Rule}.");
        return PinAsync(model, _ => parsed.ToString(), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task UnloadAsync(string model, CancellationToken cancellationToken = default)
    {
        var reconciler = Find(model);
        var wanted = await ChangeAsync(reconciler, edits => edits with { Unloaded = true }, cancellationToken).ConfigureAwait(false);
        if (await FailureOfAsync(reconciler, wanted, readsRepository: false, cancellationToken).ConfigureAwait(false) is { } failure)
            throw new InferenceException(failure);
    }

    /// <inheritdoc/>
    public async Task ReloadAsync(string model, CancellationToken cancellationToken = default)
    {
        var reconciler = Find(model);
        var wanted = await ChangeAsync(reconciler, edits => edits with { Pinned = null, Unloaded = false }, cancellationToken).ConfigureAwait(false);
        if (await FailureOfAsync(reconciler, wanted, readsRepository: true, cancellationToken).ConfigureAwait(false) is { } failure)
            throw new InferenceException(failure);
    }

    /// <inheritdoc/>
    public Task RollbackAsync(string model, CancellationToken cancellationToken = default) =>
        PinAsync(
            model,
            edits => edits.Previous ?? throw new InferenceException(
                InferenceError.VersionNotFound, $"Model '{model}' has no earlier version to go back to: none served before in this state."),
            cancellationToken);

    /// <summary>
    /// Makes one version the wanted one. One that is not there is refused before anything changes; one that turns out to be
    /// broken is no longer wanted afterwards, so that it does not come into service when nobody expects it any more.
    /// </summary>
    private async Task PinAsync(string model, Func<ModelEdits, string> choose, CancellationToken cancellationToken)
    {
        var reconciler = Find(model);
        var available = await AvailableVersions.ListAsync(repository, reconciler, cancellationToken).ConfigureAwait(false);
        var before = ModelEdits.None;
        var wanted = await ChangeAsync(
            reconciler,
            edits =>
            {
                before = edits;
                var pin = choose(edits);
                available.ThrowIfMissing(ModelVersion.Parse(pin));
                return edits with { Pinned = pin, Unloaded = false };
            },
            cancellationToken).ConfigureAwait(false);
        if (await FailureOfAsync(reconciler, wanted, readsRepository: false, cancellationToken).ConfigureAwait(false) is not { } failure) return;
        await TakeBackAsync(reconciler, wanted, before, cancellationToken).ConfigureAwait(false);
        throw new InferenceException(failure);
    }

    private static async Task<InferenceFailure?> FailureOfAsync(
        ModelReconciler reconciler, ModelEdits wanted, bool readsRepository, CancellationToken cancellationToken)
    {
        var name = reconciler.Registration.Name;
        var report = await reconciler.RequestPassAsync(retryFailures: true).WaitAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var outcome = EditOutcome.Of(name, wanted, report, readsRepository);
            if (outcome.IsDecided) return outcome.Failure;
            report = await reconciler.NextReportAsync(report).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Restores what was wanted before an edit that failed, unless somebody has asked for something else since.</summary>
    private async Task TakeBackAsync(ModelReconciler reconciler, ModelEdits wanted, ModelEdits before, CancellationToken cancellationToken)
    {
        // Unreadable state: the edit stands, as its failure says.
        if (before.WantsSameAs(wanted) || reconciler.Last.StateError is not null) return;
        await ChangeAsync(
            reconciler,
            edits => edits.WantsSameAs(wanted) ? edits with { Pinned = before.Pinned, Unloaded = before.Unloaded } : edits,
            cancellationToken).ConfigureAwait(false);
        // Not before the status says so too.
        await reconciler.RequestPassAsync(retryFailures: false).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<ModelEdits> ChangeAsync(ModelReconciler reconciler, Func<ModelEdits, ModelEdits> change, CancellationToken cancellationToken)
    {
        try
        {
            return await _edits.ChangeAsync(reconciler.Registration.Name, change, cancellationToken).ConfigureAwait(false);
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
