namespace InferenceKit;

/// <summary>A model as it was when asked for. Immutable.</summary>
public sealed class ModelStatus
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether a version serves.</summary>
    public bool IsReady { get; init; }

    /// <summary>The version that traffic goes to; null while none is ready.</summary>
    public ModelVersion? Primary { get; init; }

    /// <summary>What decides the version now: the configured selector, or an edit by hand, for people.</summary>
    public required string Desired { get; init; }

    /// <summary>All versions known, highest first.</summary>
    public required IReadOnlyList<ModelVersionStatus> Versions { get; init; }

    /// <summary>Why the model is not as desired, for people: an unreadable repository, a failed load; null when it is.</summary>
    public string? Error { get; init; }
}
