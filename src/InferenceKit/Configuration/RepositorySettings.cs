namespace InferenceKit.Configuration;

/// <summary>Validated repository options. Immutable.</summary>
internal sealed record RepositorySettings
{
    /// <summary>Absolute.</summary>
    public string Path { get; init; } = "models";

    /// <summary>The repository on a web server that replaces the folder; null for the folder.</summary>
    public HttpRepositorySettings? Http { get; init; }

    public bool Watch { get; init; }

    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Absolute; null for a folder of this process in the system's temporary folder.</summary>
    public string? StagingPath { get; init; }

    public long MaxFileBytes { get; init; } = 8L << 30;
}
