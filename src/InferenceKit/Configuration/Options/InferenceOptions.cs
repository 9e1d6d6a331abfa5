namespace InferenceKit;

/// <summary>What the <c>Inference</c> section of the configuration may say.</summary>
public sealed class InferenceOptions
{
    /// <summary>Where versions come from.</summary>
    public RepositoryOptions Repository { get; set; } = new();

    /// <summary>Where aliases and other mutable state are kept.</summary>
    public StateOptions State { get; set; } = new();

    /// <summary>Which versions may be loaded.</summary>
    public TrustOptions Trust { get; set; } = new();

    /// <summary>How versions are loaded and replaced.</summary>
    public LifecycleOptions Lifecycle { get; set; } = new();

    /// <summary>Settings for every model that does not say otherwise.</summary>
    public ModelOptions Defaults { get; set; } = new();

    /// <summary>Settings by model name, compared ignoring case.</summary>
    public IDictionary<string, ModelOptions> Models { get; } =
        new Dictionary<string, ModelOptions>(StringComparer.OrdinalIgnoreCase);
}
