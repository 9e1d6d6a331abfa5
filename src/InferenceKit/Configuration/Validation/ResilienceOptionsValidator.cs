using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Configuration.Validation;

/// <summary>Checks what one model says of deadlines, fallbacks, validators and circuit breaker, as far as it can be told from that alone.</summary>
internal static class ResilienceOptionsValidator
{
    public static void Check(ResilienceOptions options, OptionChecks checks)
    {
        checks.Limit(nameof(options.Timeout), options.Timeout);
        var chain = checks.Section(nameof(options.Fallback));
        foreach (var (key, step) in options.Fallback)
        {
            if (key < 1) chain.Fail($"{key}", "steps are numbered from 1");
            if (chain.Present($"{key}", step)) Check(step, chain.Section($"{key}"));
        }
        foreach (var reason in options.FallbackOn.Keys)
            if (reason == FallbackReason.None || !Enum.IsDefined(reason)) checks.Section(nameof(options.FallbackOn)).Fail($"{reason}", "this is no failure");
        var validators = checks.Section(nameof(options.Validators));
        foreach (var (output, validator) in options.Validators)
            if (validators.Present(output, validator)) Check(validator, validators.Section(output));
        if (checks.Present(nameof(options.CircuitBreaker), options.CircuitBreaker)) Check(options.CircuitBreaker, checks.Section(nameof(options.CircuitBreaker)));
    }

    /// <summary>Reads a shape as configuration writes it; -1 for any size.</summary>
    public static bool TryReadShape(string text, out long[] shape)
    {
        var parts = text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries);
        shape = text.Trim('[', ']').Trim().Length == 0 ? [] : new long[parts.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            if (parts[i] == "?") shape[i] = -1;
            else if (!long.TryParse(parts[i], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out shape[i])) return false;
        }
        return true;
    }

    private static void Check(FallbackStepOptions step, OptionChecks checks)
    {
        string?[] kinds =
        [
            step.Version is null ? null : nameof(step.Version), step.Model is null ? null : nameof(step.Model),
            step.Use is null ? null : nameof(step.Use), step.Constant.Count == 0 ? null : nameof(step.Constant),
        ];
        var said = kinds.Where(kind => kind is not null).ToArray();
        if (said.Length != 1)
            checks.Fail("", said.Length == 0
                ? "a step says one of Version, Model, Use and Constant, and this says none"
                : $"a step says one of Version, Model, Use and Constant, and this says {string.Join(" and ", said)}");
        if (step.Version is { } version && !VersionSelector.TryParse(version, out _, out var problem)) checks.Fail(nameof(step.Version), problem);
        if (step.Model is { } model && !ModelName.IsValid(model)) checks.Fail(nameof(step.Model), $"this is not the name of a model: {ModelName.Rule}");
        Percent(nameof(step.TimePercent), step.TimePercent, 0, checks);
        foreach (var (output, elements) in step.Constant)
            if (elements is not { Length: > 0 } || Array.Exists(elements, e => e is null)) checks.Section(nameof(step.Constant)).Fail(output, "must be a list of at least one element, as in [0.5]");
    }

    private static void Check(OutputValidatorOptions options, OptionChecks checks)
    {
        if (options.Min > options.Max) checks.Fail(nameof(options.Min), $"must not be more than {nameof(options.Max)}");
        if (options.SumTolerance is < 0 or double.NaN) checks.Fail(nameof(options.SumTolerance), "must not be negative");
        if (options.SumTolerance is not null && options.Sum is null) checks.Fail(nameof(options.SumTolerance), $"says nothing without {nameof(options.Sum)}");
        if (options.Shape is { } shape && !TryReadShape(shape, out _)) checks.Fail(nameof(options.Shape), "must be sizes with commas between them, as in '3,?,4'");
    }

    private static void Check(CircuitBreakerOptions options, OptionChecks checks)
    {
        Percent(nameof(options.FailurePercent), options.FailurePercent, double.Epsilon, checks);
        Percent(nameof(options.SlowPercent), options.SlowPercent, double.Epsilon, checks);
        checks.Positive(nameof(options.SlowAfter), options.SlowAfter);
        checks.Range(nameof(options.MinimumRequests), options.MinimumRequests, 2, 1_000_000);
        HalfASecond(nameof(options.Window), options.Window, checks);
        HalfASecond(nameof(options.BreakDuration), options.BreakDuration, checks);
    }

    private static void Percent(string name, double? value, double least, OptionChecks checks)
    {
        if (value is { } given && !(given >= least && given <= 100)) checks.Fail(name, FormattableString.Invariant($"must be {(least > 0 ? "more than 0 and at most" : "0 to")} 100, not {given}"));
    }

    // The limits of Polly's circuit breaker.
    private static void HalfASecond(string name, TimeSpan? value, OptionChecks checks)
    {
        if (value is { } given && (given < TimeSpan.FromSeconds(0.5) || given > TimeSpan.FromDays(1))) checks.Fail(name, $"must be 00:00:00.5 to 1.00:00:00, not {given:c}");
    }
}
