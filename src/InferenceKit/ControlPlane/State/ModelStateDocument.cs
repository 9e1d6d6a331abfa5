namespace InferenceKit;

/// <summary>A model's state as stored. Immutable.</summary>
public sealed class ModelStateDocument
{
    /// <summary>A JSON object with <c>"schema": 1</c>, in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Differs whenever the content differs. Default: null, for a document not yet stored.</summary>
    public string? ETag { get; init; }
}
