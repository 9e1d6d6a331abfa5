namespace InferenceKit;

/// <summary>Where mutable state is kept: aliases, pins, what served before, and the audit of changes.</summary>
public sealed class StateOptions
{
    /// <summary>
    /// A folder with one file a model; made when the first edit is written. Several hosts may share one. Relative to the host's
    /// content root. <value>Default: "state".</value>
    /// </summary>
    public string? Path { get; set; }

    /// <summary>Whether state outlives the process; if not, it is kept in memory. <value>Default: true.</value></summary>
    public bool? Persist { get; set; }

    /// <summary>
    /// Whether edits by other processes are noticed while the host runs: by file events, and by a check every
    /// <see cref="RepositoryOptions.PollInterval"/>. <value>Default: as Repository:Watch.</value>
    /// </summary>
    public bool? Watch { get; set; }
}
