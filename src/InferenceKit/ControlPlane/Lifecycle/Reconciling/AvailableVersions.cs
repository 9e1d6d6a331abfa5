namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>The versions of a model as one listing of the repository found them. Immutable.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Versions">What there is; where the listing failed, what was known before.</param>
/// <param name="Unreadable">Why the listing failed; null when it did not.</param>
internal sealed record AvailableVersions(string Model, IReadOnlyCollection<ModelVersion> Versions, string? Unreadable)
{
    public static async Task<AvailableVersions> ListAsync(
        IModelRepository repository, ModelReconciler reconciler, CancellationToken cancellationToken)
    {
        var model = reconciler.Registration.Name;
        try
        {
            // On the pool, because a listing is mostly synchronous work and the calling thread may be answering a request.
            var listed = await Task.Run(
                async () => await repository.ListAsync(model, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
            return new(model, [.. listed.Select(a => a.Id.Version)], null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new(model, reconciler.Available, e.Message);
        }
        finally
        {
            // A repository reports a change only once. This listing may have taken the report, so the loop lists as well.
            reconciler.Wake(readRepository: true, readState: false);
        }
    }

    /// <exception cref="InferenceException">The version is not there.</exception>
    public void ThrowIfMissing(ModelVersion version)
    {
        if (Versions.Contains(version)) return;
        if (Unreadable is not null)
            throw new InferenceException(
                InferenceError.ModelNotReady,
                $"Whether model '{Model}' has a version {version} cannot be told, as the repository could not be read: {Unreadable.TrimEnd('.')}. What serves stays.");
        var there = string.Join(", ", Versions.OrderDescending().Take(10)) + (Versions.Count > 10 ? ", …" : "");
        throw new InferenceException(
            InferenceError.VersionNotFound,
            $"Model '{Model}' has no version {version}{(there.Length == 0 ? " and no other" : $"; there are: {there}")}. What serves stays.");
    }
}
