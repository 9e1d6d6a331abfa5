namespace InferenceKit;

/// <summary>A version as it was when asked for. Immutable.</summary>
public sealed class ModelVersionStatus
{
    /// <summary>The version.</summary>
    public required ModelVersion Version { get; init; }

    /// <summary>Where it stands.</summary>
    public required ModelVersionState State { get; init; }

    /// <summary>Whether traffic goes to it.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>The digest of the files that were loaded, as in <c>sha256:…</c>; null before staging.</summary>
    public string? Digest { get; init; }

    /// <summary>When it came into service; null before.</summary>
    public DateTimeOffset? LoadedAt { get; init; }

    /// <summary>Requests running on it now.</summary>
    public int InFlight { get; init; }

    /// <summary>Runs that were stopped and do not end, of this version as it serves and as it served before; they keep their threads and the version's memory.</summary>
    public int ZombieRuns { get; init; }

    /// <summary>Why it takes no request for now although it is loaded, for people; null when it does.</summary>
    public string? OutOfService { get; init; }

    /// <summary>Why it last failed, or may not be loaded, for people; null when neither.</summary>
    public string? Error { get; init; }

    /// <summary>Where its circuit breaker stands; closed where it has none.</summary>
    public CircuitState Circuit { get; init; }

    /// <summary>Why its circuit breaker lets no request through, for people; null while it does.</summary>
    public string? CircuitReason { get; init; }

    /// <summary>Whether its runs allocate from an arena, as configured or as chosen at warm-up; null before it was loaded.</summary>
    public bool? UsesArena { get; init; }

    /// <summary>How long its runs take, and what waits for it; null while it does not serve.</summary>
    public BatchingStatus? Batching { get; init; }

    /// <summary>The signature; null before it was loaded.</summary>
    public ModelSignature? Signature { get; init; }
}
