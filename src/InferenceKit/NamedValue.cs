namespace InferenceKit;

/// <summary>An input and its name.</summary>
/// <param name="Name">The input's exact name in the model.</param>
/// <param name="Value">The value.</param>
public readonly record struct NamedValue(string Name, InferenceValue Value);
