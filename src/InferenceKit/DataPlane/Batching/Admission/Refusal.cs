namespace InferenceKit.DataPlane.Batching.Admission;

/// <summary>Why a request does not come into a queue.</summary>
/// <param name="Failure">What its caller is told; null when it gave up itself.</param>
internal sealed record Refusal(InferenceFailure? Failure);
