namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="ResilienceOptions"/>.</summary>
internal static class ResilienceKeys
{
    public static KeyTable<ResilienceOptions> Table { get; } = new KeyTable<ResilienceOptions>()
        .Value<TimeSpan>(nameof(ResilienceOptions.Timeout), ValueFormats.Duration, (o, v) => o.Timeout = v);
}
