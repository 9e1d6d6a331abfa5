namespace InferenceKit.DataPlane.Batching.Queue;

/// <summary>How many rows of one call ended.</summary>
/// <param name="Version">The version that ran; null where none did.</param>
/// <param name="Failure">Why the rows from <paramref name="Done"/> on have no answers; null where all rows were run.</param>
/// <param name="Done">The rows before this one were run.</param>
/// <param name="Failed">Rows that were run and have no answer, and why.</param>
internal readonly record struct ManyOutcome(
    ModelVersion? Version, InferenceFailure? Failure, int Done, IReadOnlyList<(int Row, InferenceFailure Failure)> Failed);
