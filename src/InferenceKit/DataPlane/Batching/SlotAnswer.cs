using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Batching;

/// <summary>A slot, rented, or why there is none.</summary>
internal readonly record struct SlotAnswer(Slot? Slot, InferenceFailure? Failure);
