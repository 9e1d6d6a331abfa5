
namespace InferenceKit;

/// <summary>Which versions may be loaded.</summary>
public sealed class TrustOptions
{
    /// <summary>
    /// The lock file, which pins the digest of each version. One that is named here has to be there; without a name,
    /// <c>inference.lock.json</c> counts where there is one. Relative to the host's content root.
    /// <value>Default: inference.lock.json, if it exists.</value>
    /// </summary>
    public string? LockFile { get; set; }

    /// <summary>Whether only versions in the lock file may be loaded. <value>Default: false.</value></summary>
    public bool? RequireLock { get; set; }

    /// <summary>
    /// Whether a version needs a manifest that one of the <see cref="Keys"/>, or the registered <see cref="IModelTrustPolicy"/>,
    /// accepts the signature of. <value>Default: false.</value>
    /// </summary>
    public bool? RequireSignature { get; set; }

    /// <summary>
    /// Public keys by name, ECDSA over NIST P-256: as PEM, or the base64 of its DER (SubjectPublicKeyInfo). A signature by any of
    /// them is good, so that keys can be rotated.
    /// </summary>
    public IDictionary<string, string> Keys { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
