namespace InferenceKit;

/// <summary>How versions are loaded and replaced.</summary>
public sealed class LifecycleOptions
{
    /// <summary>Versions loaded at the same time. <value>Default: 1.</value></summary>
    public int? MaxConcurrentLoads { get; set; }

    /// <summary>How long the start of the host waits for the required models. <value>Default: 2 minutes.</value></summary>
    public TimeSpan? StartTimeout { get; set; }

    /// <summary>
    /// How long one version may take to be staged, loaded, checked and warmed up before it counts as failed; -1 milliseconds for no limit.
    /// <value>Default: 10 minutes.</value>
    /// </summary>
    public TimeSpan? LoadTimeout { get; set; }

    /// <summary>How long the stop of the host waits for requests that are running. <value>Default: 15 seconds.</value></summary>
    public TimeSpan? DrainTimeout { get; set; }

    /// <summary>The first pause before a failed load is tried again; it doubles each time, up to 5 minutes. <value>Default: 5 seconds.</value></summary>
    public TimeSpan? RetryDelay { get; set; }

    /// <summary>
    /// The most memory that versions may be estimated to need together, in bytes; a version that would pass it is not
    /// loaded beside the one it replaces. <value>Default: 80 % of the memory available to the process.</value>
    /// </summary>
    public long? MaxResidentBytes { get; set; }
}
