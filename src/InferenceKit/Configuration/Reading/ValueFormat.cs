namespace InferenceKit.Configuration.Reading;

/// <summary>How one kind of value is written in configuration.</summary>
/// <param name="text">What was written; never empty.</param>
/// <param name="value">What it says.</param>
/// <returns>Null, or what is wrong: the end of a sentence that begins with the text.</returns>
internal delegate string? ValueFormat<T>(string text, out T value);
