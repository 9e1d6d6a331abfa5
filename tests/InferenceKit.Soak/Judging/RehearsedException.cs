namespace InferenceKit.Soak.Judging;

/// <summary>What a fallback delegate throws now and then.</summary>
internal sealed class RehearsedException() : Exception("The delegate fails now and then.");
