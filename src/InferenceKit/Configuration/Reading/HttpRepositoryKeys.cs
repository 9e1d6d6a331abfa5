namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="HttpRepositoryOptions"/>.</summary>
internal static class HttpRepositoryKeys
{
    public static KeyTable<HttpRepositoryOptions> Table { get; } = new KeyTable<HttpRepositoryOptions>()
        .Value<TimeSpan>(nameof(HttpRepositoryOptions.ReadTimeout), ValueFormats.Duration, (o, v) => o.ReadTimeout = v)
        .Value<int>(nameof(HttpRepositoryOptions.MaxAttempts), ValueFormats.Int32, (o, v) => o.MaxAttempts = v)
        .Value<bool>(nameof(HttpRepositoryOptions.AllowInsecure), ValueFormats.Flag, (o, v) => o.AllowInsecure = v)
        .Refused(nameof(HttpRepositoryOptions.PrepareRequest), "what prepares requests comes from code only")
        .Refused(nameof(HttpRepositoryOptions.CreateHandler), "what sends requests comes from code only");
}
