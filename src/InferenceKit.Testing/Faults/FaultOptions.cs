namespace InferenceKit.Testing;

/// <summary>Which faults are injected, as code or configuration says. Not thread-safe.</summary>
public sealed class FaultOptions
{
    /// <summary>Whether rules act. A change in configuration also sets <see cref="FaultInjector.Enabled"/>.</summary>
    /// <value>Default: true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// What decisions follow from: with the same seed, the n-th decision of a rule of the same name is the same in every
    /// process. Which run asks for it depends on the order in which runs begin.
    /// </summary>
    /// <value>Default: 0.</value>
    public int Seed { get; set; }

    /// <summary>Rules by a name of your choice, compared ignoring case; no more than 32.</summary>
    /// <value>Default: none.</value>
    public IDictionary<string, FaultRule> Rules { get; } = new Dictionary<string, FaultRule>(StringComparer.OrdinalIgnoreCase);
}
