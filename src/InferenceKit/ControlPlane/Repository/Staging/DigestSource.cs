using InferenceKit.ControlPlane.Lifecycle.Loading;

namespace InferenceKit.ControlPlane.Repository.Staging;

/// <summary>
/// Computes digests of versions without staging them, one at a time, and beside traffic in the idle class. For selectors by
/// digest, where neither the repository nor a lock file states the digests. Thread-safe.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "A semaphore holds nothing to dispose as long as its wait handle is not used.")]
internal sealed class DigestSource(IModelRepository repository, long maxFileBytes)
{
    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <exception cref="IOException">The version cannot be read.</exception>
    public async Task<string> ComputeAsync(ModelArtifact artifact, bool isBesideTraffic, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await LoaderThread.RunAsync($"InferenceKit hash {artifact.Id}", () => Compute(artifact, isBesideTraffic, cancellationToken))
                .ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private string Compute(ModelArtifact artifact, bool isBesideTraffic, CancellationToken cancellationToken)
    {
        // As for staging: the repository's own code runs on this thread, and only the copying in the idle class.
        var writer = ArtifactWriter.ForDigest(
            maxFileBytes, isBesideTraffic ? work => LoaderThread.RunIdle($"InferenceKit idle hash {artifact.Id}", work) : null);
        repository.MaterializeAsync(artifact, writer, cancellationToken).GetAwaiter().GetResult();
        return writer.Digest;
    }
}
