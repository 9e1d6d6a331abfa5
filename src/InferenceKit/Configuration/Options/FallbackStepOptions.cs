namespace InferenceKit;

/// <summary>A step of a fallback chain: one of <see cref="Version"/>, <see cref="Model"/>, <see cref="Use"/> and <see cref="Constant"/>.</summary>
public sealed class FallbackStepOptions
{
    /// <summary>Another version of the same model, as <see cref="ModelOptions.Version"/> writes one; it is loaded beside the first. <value>Default: none.</value></summary>
    public string? Version { get; set; }

    /// <summary>
    /// Another model: of the same signature, or through an adapter that code adds. Its own chain is not followed. <value>Default: none.</value>
    /// </summary>
    public string? Model { get; set; }

    /// <summary>A delegate that code adds, by its name. <value>Default: none.</value></summary>
    public string? Use { get; set; }

    /// <summary>
    /// One row's outputs, by name: their elements, numbers or texts. Elements of several dimensions stand in row-major order.
    /// <value>Default: none.</value>
    /// </summary>
    public IDictionary<string, object[]> Constant { get; } = new Dictionary<string, object[]>(StringComparer.Ordinal);

    /// <summary>
    /// The part of a request's time that is kept back for this step, in percent. <value>Default: 20 for a version or a model, 5 for a delegate,
    /// 1 for a constant.</value>
    /// </summary>
    public double? TimePercent { get; set; }
}
