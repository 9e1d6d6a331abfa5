namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>What warm-up found.</summary>
/// <param name="TypicalRun">The median of the runs of one row.</param>
/// <param name="Problem">What failed; null when nothing did.</param>
/// <param name="Cause">The exception behind it.</param>
/// <param name="CanRun">Whether runs of one made-up row succeed.</param>
internal sealed record WarmUpOutcome(TimeSpan TypicalRun, string? Problem, Exception? Cause, bool CanRun);
