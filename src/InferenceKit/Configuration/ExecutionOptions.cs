namespace InferenceKit;

/// <summary>How and how much of one model runs.</summary>
public sealed class ExecutionOptions
{
    /// <summary>The execution provider by its short name. <value>Default: "cpu".</value></summary>
    public string? Provider { get; set; }

    /// <summary>The provider's own options. <value>Default: none.</value></summary>
    public IDictionary<string, string> ProviderOptions { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Threads within one run. <value>Default: 1; parallelism comes from concurrent requests.</value></summary>
    public int? Threads { get; set; }

    /// <summary>Whether threads within a run spin between nodes; burns a core for latency. <value>Default: false.</value></summary>
    public bool? AllowSpinning { get; set; }

    /// <summary>
    /// Runs at the same time on one version. <value>Default: by the run time measured at warm-up: for runs under 0.1 ms
    /// 8 or four times the cores, whichever is more; otherwise as many as cores.</value>
    /// </summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>
    /// The model's share of the threads against other models', where several have more work than there are cores; twice
    /// the weight, twice the time. <value>Default: 1.</value>
    /// </summary>
    public int? Weight { get; set; }

    /// <summary>
    /// The longest that one run may take, whatever deadlines its callers have; -1 milliseconds for no limit. It is stopped then, and its
    /// callers get <see cref="InferenceError.ExecutionFailed"/>. <value>Default: 5 minutes.</value>
    /// </summary>
    public TimeSpan? MaxRunTime { get; set; }

    /// <summary>
    /// How many runs of a version may be stopped and not end, as native code need not, before it takes no more requests; it takes them again
    /// when fewer are left. <value>Default: 4.</value>
    /// </summary>
    public int? MaxZombieRuns { get; set; }

    /// <summary>
    /// The largest output of a request, in bytes. A version that declares larger rows is not loaded; a request whose output turns out larger
    /// fails with <see cref="InferenceError.InvalidOutput"/>. <value>Default: 1 GiB.</value>
    /// </summary>
    public long? MaxOutputBytes { get; set; }

    /// <summary>How far the graph is rewritten while it loads. <value>Default: All.</value></summary>
    public GraphOptimization? GraphOptimization { get; set; }

    /// <summary>
    /// Whether runs allocate from an arena; it grows with the largest run. <value>Default: by two callers at a time, measured
    /// at warm-up, where runs on the CPU take under 0.1 ms; otherwise true.</value>
    /// </summary>
    public bool? UseArena { get; set; }

    /// <summary>
    /// The most memory that the arena of a version takes for its runs, in bytes, its weights aside; a run that needs more fails with
    /// <see cref="InferenceError.ResourceExhausted"/>. On the CPU only. <value>Default: none.</value>
    /// </summary>
    public long? MaxArenaBytes { get; set; }

    /// <summary>
    /// The most native memory that a version may take while it is loaded and warmed up, in bytes: weights, and what runs on made-up rows
    /// allocate. A load that takes more is broken off and fails. <value>Default: half of the memory that the process may have.</value>
    /// </summary>
    public long? MaxLoadBytes { get; set; }

    /// <summary>
    /// Whether failures and log lines repeat what ONNX Runtime says of a run that failed, word by word, and failures have its exception as
    /// their cause. Its texts may contain values of the input. <value>Default: false; operator, node, tensors and shapes are named.</value>
    /// </summary>
    public bool? IncludeRuntimeErrorText { get; set; }

    /// <summary>Fixed sizes for named dynamic dimensions of the model. <value>Default: none.</value></summary>
    public IDictionary<string, long> FreeDimensions { get; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>
    /// Raw session entries of ONNX Runtime, as <c>session.set_denormal_as_zero</c>. From code only: configuration that
    /// names it is refused. <value>Default: none.</value>
    /// </summary>
    public IDictionary<string, string> SessionEntries { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
