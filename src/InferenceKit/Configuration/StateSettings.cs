namespace InferenceKit.Configuration;

/// <summary>Validated state options. Immutable.</summary>
internal sealed record StateSettings
{
    /// <summary>Absolute.</summary>
    public string Path { get; init; } = "state";

    public bool Persist { get; init; } = true;

    public bool Watch { get; init; }
}
