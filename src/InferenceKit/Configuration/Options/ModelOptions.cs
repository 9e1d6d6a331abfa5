namespace InferenceKit;

/// <summary>Settings of one model; what is null comes from the defaults.</summary>
public sealed class ModelOptions
{
    /// <summary>
    /// Which version serves: <c>latest</c>, a version, or an alias (<c>@stable</c>), with alternatives in order of
    /// preference: <c>"@stable|latest"</c>. <value>Default: "latest".</value>
    /// </summary>
    public string? Version { get; set; }

    /// <summary>
    /// Which versions stay loaded: <c>selected</c>, <c>latest-N</c> (as in <c>latest-2</c>), or <c>all</c>; requests
    /// may name any that is loaded. <value>Default: "selected".</value>
    /// </summary>
    public string? Keep { get; set; }

    /// <summary>
    /// How many of the versions that served before stay loaded, so that a rollback to them takes no load. They stay only while
    /// there is memory for what should serve. <value>Default: 1.</value>
    /// </summary>
    public int? KeepPrevious { get; set; }

    /// <summary>
    /// A single <c>.onnx</c> file that is the model's only version, <c>1</c>, instead of the repository's folder. Relative to
    /// the content root. <value>Default: null.</value>
    /// </summary>
    public string? Source { get; set; }

    /// <summary>Whether the host may not start without this model. <value>Default: true.</value></summary>
    public bool? Required { get; set; }

    /// <summary>What happens to the old version when a new one comes. <value>Default: AvailabilityPreserving.</value></summary>
    public VersionTransition? Transition { get; set; }

    /// <summary>Deadlines.</summary>
    public ResilienceOptions Resilience { get; set; } = new();

    /// <summary>Variants and shadows.</summary>
    public TrafficOptions Traffic { get; set; } = new();

    /// <summary>Queueing.</summary>
    public BatchingOptions Batching { get; set; } = new();

    /// <summary>How and how much of it runs.</summary>
    public ExecutionOptions Execution { get; set; } = new();
}
