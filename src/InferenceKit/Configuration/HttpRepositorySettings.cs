namespace InferenceKit.Configuration;

/// <summary>Validated options of a repository on a web server. Immutable.</summary>
internal sealed record HttpRepositorySettings
{
    /// <summary>The address of the index: absolute, http or https, without user or fragment.</summary>
    public required Uri Index { get; init; }

    public Func<HttpRequestMessage, CancellationToken, ValueTask>? PrepareRequest { get; init; }

    public Func<HttpMessageHandler>? CreateHandler { get; init; }

    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public int MaxAttempts { get; init; } = 5;

    public bool AllowInsecure { get; init; }

    /// <summary>About the first pause before another attempt; it doubles.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);
}
