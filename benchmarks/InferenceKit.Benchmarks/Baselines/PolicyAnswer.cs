using InferenceKit.Benchmarks.Load;

namespace InferenceKit.Benchmarks.Baselines;

/// <summary>What a policy gives a caller.</summary>
internal readonly record struct PolicyAnswer(CallOutcome Outcome, float Score);
