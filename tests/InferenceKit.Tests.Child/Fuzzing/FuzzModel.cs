namespace InferenceKit.Tests.Child.Fuzzing;

/// <summary>A random model.</summary>
/// <param name="Onnx">Its file.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="OptionalInputs">The names of inputs that may be left out.</param>
/// <param name="HasOwnRows">Whether each row of its outputs depends on that row of its inputs alone.</param>
/// <param name="Text">What is in it, for people.</param>
internal sealed record FuzzModel(byte[] Onnx, FuzzValue[] Inputs, IReadOnlySet<string> OptionalInputs, bool HasOwnRows, string Text);
