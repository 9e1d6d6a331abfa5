namespace InferenceKit.Testing.Conformance;

/// <summary>What a codec made of a row's outputs, and the outputs that it saw.</summary>
internal sealed record ObservedRow<TOut>(TOut Value, InferenceValue[] Outputs);
