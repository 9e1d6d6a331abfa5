namespace InferenceKit;

/// <summary>How the requests of one model are split between variants, and which of them shadows see as well.</summary>
public sealed class TrafficOptions
{
    /// <summary>
    /// Variants by name, each with its part of the traffic; the primary, which <see cref="ModelOptions.Version"/> selects, takes the rest. The
    /// name <c>primary</c> is taken. <value>Default: none.</value>
    /// </summary>
    public IDictionary<string, VariantOptions> Variants { get; } = new Dictionary<string, VariantOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Rules that send requests with certain attributes to one variant, before the split, by numbers from 1: the first that holds decides.
    /// <value>Default: none.</value>
    /// </summary>
    public IDictionary<int, TargetingRuleOptions> Rules { get; } = new SortedDictionary<int, TargetingRuleOptions>();

    /// <summary>
    /// Shadows by name: they get copies of the primary's requests, and their answers are compared with the primary's and go to no caller.
    /// <value>Default: none.</value>
    /// </summary>
    public IDictionary<string, ShadowOptions> Shadows { get; } = new Dictionary<string, ShadowOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// What routing keys are hashed with. Another salt assigns all keys anew: for a new experiment that must not depend on the one before.
    /// <value>Default: the model's name in lower case.</value>
    /// </summary>
    public string? Salt { get; set; }

    /// <summary>
    /// Whether a request may name a variant or a version, and so bypass the split. Turn it off where the senders of requests should not
    /// choose. <value>Default: true.</value>
    /// </summary>
    public bool? AllowOverride { get; set; }

    /// <summary>
    /// How many routing keys are remembered, so that each is told as exposed once; 8 bytes each. Where there are more, some are told again.
    /// <value>Default: 65536.</value>
    /// </summary>
    public int? MaxExposureKeys { get; set; }
}
