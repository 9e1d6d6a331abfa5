namespace InferenceKit.Benchmarks.Judging;

/// <summary>A median and the interval around it.</summary>
internal readonly record struct Estimate(double Value, Interval Interval);
