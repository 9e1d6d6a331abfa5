namespace InferenceKit.DataPlane.Batching;

/// <summary>What <see cref="BatchPolicy"/> says.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Rows">How many rows to run.</param>
/// <param name="Until">When to ask again, while waiting; <see cref="long.MaxValue"/> for only when something changes.</param>
/// <param name="Reason">Why these rows.</param>
internal readonly record struct BatchDecision(BatchAction Action, int Rows = 0, long Until = long.MaxValue, ReleaseReason Reason = ReleaseReason.Idle);
