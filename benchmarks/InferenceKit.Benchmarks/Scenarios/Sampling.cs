namespace InferenceKit.Benchmarks.Scenarios;

/// <summary>How one comparison is sampled.</summary>
internal sealed record Sampling(TimeSpan WarmUp, TimeSpan Sample, int Pairs);
