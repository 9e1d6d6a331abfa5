namespace InferenceKit.Testing.Conformance;

/// <summary>A sample alone on ONNX Runtime.</summary>
/// <param name="Inputs">What the codec wrote; null where it failed.</param>
/// <param name="Answer">What ONNX Runtime gave; null where the codec failed before.</param>
/// <param name="Value">What the codec read of it.</param>
/// <param name="Problem">Why there is no value.</param>
internal sealed record SampleRun<TOut>(NamedValue[]? Inputs, RawAnswer? Answer, TOut? Value, string? Problem);
