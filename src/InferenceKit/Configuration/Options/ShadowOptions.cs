namespace InferenceKit;

/// <summary>A shadow of a model: one of <see cref="Version"/> and <see cref="Model"/>, and how much it may take.</summary>
public sealed class ShadowOptions
{
    /// <summary>A version of the same model, as <see cref="ModelOptions.Version"/> writes one; it is loaded beside the primary. <value>Default: none.</value></summary>
    public string? Version { get; set; }

    /// <summary>Another model of the same signature. <value>Default: none.</value></summary>
    public string? Model { get; set; }

    /// <summary>
    /// The part of the primary's requests that it sees, in percent, by their routing keys, so that the same users are followed; by chance for
    /// a request without one. <value>Default: 100.</value>
    /// </summary>
    public double? SamplePercent { get; set; }

    /// <summary>How many of its runs may go on at the same time, each on a thread that runs only when a core is idle. <value>Default: 1.</value></summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>Rows that may wait for it; more are dropped and counted. <value>Default: 1024.</value></summary>
    public int? MaxQueuedRows { get; set; }

    /// <summary>Bytes of inputs and outputs that may wait for it; more are dropped and counted. <value>Default: 16 MiB.</value></summary>
    public long? MaxQueuedBytes { get; set; }

    /// <summary>How long a row may wait for it, and how long one of its runs may take. <value>Default: 1 second.</value></summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// How far floating-point outputs may lie apart and count as equal, together with <see cref="RelativeTolerance"/>:
    /// |shadow - primary| &lt;= absolute + relative * |primary|. <value>Default: by element type; see the page on shadows.</value>
    /// </summary>
    public double? AbsoluteTolerance { get; set; }

    /// <summary>The same, as a part of the primary's output. <value>Default: by element type; see the page on shadows.</value></summary>
    public double? RelativeTolerance { get; set; }

    /// <summary>How many of the largest elements of an output are compared as a set; 0 for none. <value>Default: 5.</value></summary>
    public int? TopK { get; set; }

    /// <summary>
    /// The part of its rows, in percent, that the primary runs once more, to know how far it lies from itself. <value>Default: 5.</value>
    /// </summary>
    public double? NoisePercent { get; set; }

    /// <summary>
    /// How many of the worst examples are kept in memory, with their inputs and outputs, until the host ends; at most 100.
    /// <value>Default: 0; none.</value>
    /// </summary>
    public int? KeepExamples { get; set; }
}
