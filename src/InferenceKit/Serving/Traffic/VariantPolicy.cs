namespace InferenceKit.Serving.Traffic;

/// <summary>A variant of a traffic split, as configuration has it; validated, immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">What answers.</param>
/// <param name="WeightPercent">Its part of the traffic, from 0 to 100.</param>
internal sealed record VariantPolicy(string Name, RouteTarget Target, double WeightPercent);
