namespace InferenceKit;

/// <summary>Where a version's circuit breaker stands.</summary>
public enum CircuitState
{
    /// <summary>Requests go to the version.</summary>
    Closed,
    /// <summary>The version is broken: requests fail at once, or fall back.</summary>
    Open,
    /// <summary>One request, or a sample of the manifest, is trying whether the version works again.</summary>
    HalfOpen,
    /// <summary>It was opened by hand, or by a limit, and stays open until it is closed by hand.</summary>
    Isolated,
}
