
namespace InferenceKit.Configuration.Reading;

/// <summary>The keys of <see cref="ResilienceOptions"/>.</summary>
internal static class ResilienceKeys
{
    public static KeyTable<ResilienceOptions> Table { get; } = new KeyTable<ResilienceOptions>()
        .Value<TimeSpan>(nameof(ResilienceOptions.Timeout), ValueFormats.Duration, (o, v) => o.Timeout = v)
        .Sections(nameof(ResilienceOptions.Fallback), ValueFormats.Int32, o => o.Fallback, FallbackStepKeys.Table)
        .Values<FallbackReason, bool>(nameof(ResilienceOptions.FallbackOn), ValueFormats.Choice, ValueFormats.Flag, o => o.FallbackOn)
        .Sections(nameof(ResilienceOptions.Validators), ValueFormats.Text, o => o.Validators, OutputValidatorKeys.Table)
        .Section(nameof(ResilienceOptions.CircuitBreaker), o => o.CircuitBreaker, CircuitBreakerKeys.Table);
}
