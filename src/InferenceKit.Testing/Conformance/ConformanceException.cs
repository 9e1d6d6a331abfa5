namespace InferenceKit.Testing;

/// <summary>A model's answers are not those of ONNX Runtime; see <see cref="ConformanceResult.ThrowIfDifferent"/>.</summary>
/// <param name="result">What was found; its text becomes the message.</param>
public sealed class ConformanceException(ConformanceResult result) : Exception(result?.ToString())
{
    /// <summary>What was found.</summary>
    public ConformanceResult Result { get; } = result ?? throw new ArgumentNullException(nameof(result));
}
