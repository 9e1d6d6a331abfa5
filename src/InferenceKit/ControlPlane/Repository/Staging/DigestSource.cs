using InferenceKit.ControlPlane.Lifecycle.Loading;

namespace InferenceKit.ControlPlane.Repository.Staging;

/// <summary>
/// Computes digests of versions without staging them, one at a time, and beside traffic in the idle class. For selectors by
/// digest, whose versions nobody has named a digest of. Thread-safe.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "A semaphore whose wait handle nobody asked for holds nothing.")]
internal sealed class DigestSource(IModelRepository repository, long maxFileBytes)
{
    private readonly SemaphoreSlim _place = new(1);

    /// <exception cref="IOException">The version cannot be read.</exception>
    public async Task<string> ComputeAsync(ModelArtifact artifact, bool isBesideTraffic, CancellationToken cancellationToken)
    {
        await _place.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await LoaderThread.RunAsync($"InferenceKit hash {artifact.Id}", () => Compute(artifact, isBesideTraffic, cancellationToken))
                .ConfigureAwait(false);
        }
        finally
        {
            _place.Release();
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
