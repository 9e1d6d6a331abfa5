namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="CircuitBreakerOptions"/>.</summary>
internal static class CircuitBreakerKeys
{
    public static KeyTable<CircuitBreakerOptions> Table { get; } = new KeyTable<CircuitBreakerOptions>()
        .Value<double>(nameof(CircuitBreakerOptions.FailurePercent), ValueFormats.Number, (o, v) => o.FailurePercent = v)
        .Value<double>(nameof(CircuitBreakerOptions.SlowPercent), ValueFormats.Number, (o, v) => o.SlowPercent = v)
        .Value<TimeSpan>(nameof(CircuitBreakerOptions.SlowAfter), ValueFormats.Duration, (o, v) => o.SlowAfter = v)
        .Value<int>(nameof(CircuitBreakerOptions.MinimumRequests), ValueFormats.Int32, (o, v) => o.MinimumRequests = v)
        .Value<TimeSpan>(nameof(CircuitBreakerOptions.Window), ValueFormats.Duration, (o, v) => o.Window = v)
        .Value<TimeSpan>(nameof(CircuitBreakerOptions.BreakDuration), ValueFormats.Duration, (o, v) => o.BreakDuration = v);
}
