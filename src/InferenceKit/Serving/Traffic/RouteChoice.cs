namespace InferenceKit.Serving.Traffic;

/// <summary>How a request was routed; made once for all requests that are routed alike. Immutable.</summary>
/// <param name="Names">The arms' names that <paramref name="Arm"/> counts in; the same instance while they stay.</param>
/// <param name="Arm">The variant's place; 0 for the primary.</param>
/// <param name="Assignment">Why.</param>
/// <param name="AllocationVersion">The deal that decided.</param>
/// <param name="Propensity">With what probability, from 0 to 1.</param>
internal sealed record RouteChoice(string[] Names, int Arm, VariantAssignment Assignment, int AllocationVersion, double Propensity)
{
    /// <summary>The variant's name; null for the primary.</summary>
    public string? Variant => Arm == 0 ? null : Names[Arm];
}
