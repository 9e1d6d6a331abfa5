namespace InferenceKit;

/// <summary>What may differ from request to request. Immutable and reusable: keep one instance for equal requests.</summary>
public sealed class InferenceRequestOptions
{
    /// <summary>Asks for one version instead of the one that traffic goes to; it must be loaded. Default: null.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// Time for the whole request, from its arrival; the tighter of this and the model's own wins. Default: null,
    /// the model's own.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>When requests of a model wait, higher goes first, and equal in order of arrival. Default: 0.</summary>
    public int Priority { get; init; }
}
