namespace InferenceKit;

/// <summary>A routing key was assigned to a variant for the first time since the weights last changed. Immutable.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="RoutingKey">The key.</param>
/// <param name="Variant">The variant; null for the primary.</param>
/// <param name="AllocationVersion">The allocation that decided.</param>
/// <param name="Propensity">With what probability, from 0 to 1.</param>
public sealed record Exposure(string Model, string RoutingKey, string? Variant, int AllocationVersion, double Propensity);
