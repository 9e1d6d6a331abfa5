namespace InferenceKit;

/// <summary>
/// The host's own say in which versions may be loaded, beside the lock file and the keys of the configuration: keys from a key
/// service, a list of approvals, a scanner. Asked on a loader's thread, after a version was copied and hashed and before
/// anything in it is interpreted. Implementations are thread-safe.
/// </summary>
public interface IModelTrustPolicy
{
    /// <summary>Decides on one version. An exception refuses it, too.</summary>
    /// <param name="candidate">What is to be loaded.</param>
    /// <param name="cancellationToken">The host is stopping.</param>
    /// <returns>Null to let it load, or why it may not, for people.</returns>
    ValueTask<string?> FindProblemAsync(ModelCandidate candidate, CancellationToken cancellationToken = default);
}
