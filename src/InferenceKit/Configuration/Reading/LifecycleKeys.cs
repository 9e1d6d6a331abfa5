namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="LifecycleOptions"/>.</summary>
internal static class LifecycleKeys
{
    public static KeyTable<LifecycleOptions> Table { get; } = new KeyTable<LifecycleOptions>()
        .Value<int>(nameof(LifecycleOptions.MaxConcurrentLoads), ValueFormats.Int32, (o, v) => o.MaxConcurrentLoads = v)
        .Value<TimeSpan>(nameof(LifecycleOptions.StartTimeout), ValueFormats.Duration, (o, v) => o.StartTimeout = v)
        .Value<TimeSpan>(nameof(LifecycleOptions.LoadTimeout), ValueFormats.Duration, (o, v) => o.LoadTimeout = v)
        .Value<TimeSpan>(nameof(LifecycleOptions.DrainTimeout), ValueFormats.Duration, (o, v) => o.DrainTimeout = v)
        .Value<TimeSpan>(nameof(LifecycleOptions.RetryDelay), ValueFormats.Duration, (o, v) => o.RetryDelay = v)
        .Value<long>(nameof(LifecycleOptions.MaxResidentBytes), ValueFormats.Int64, (o, v) => o.MaxResidentBytes = v);
}
