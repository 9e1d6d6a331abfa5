using System.Collections.Immutable;
using System.Globalization;
using InferenceKit.Serving.Resilience;

namespace InferenceKit.Configuration.Validation;

/// <summary>One model's chain, validators and breaker from its options and the defaults. Pure.</summary>
internal static class ResilienceMerge
{
    /// <param name="own">The model's options.</param>
    /// <param name="defaults">The options of all models.</param>
    /// <param name="delegates">The delegates that code adds, in its order: those that no step names stand at the end.</param>
    /// <returns>Null where nothing can answer instead.</returns>
    public static FallbackPolicy? Fallback(ResilienceOptions own, ResilienceOptions defaults, IEnumerable<string> delegates)
    {
        var options = new SortedDictionary<int, FallbackStepOptions>(defaults.Fallback);
        foreach (var (key, step) in own.Fallback) options[key] = step;
        var steps = options.Select(step => Step(step.Key, step.Value)).ToList();
        foreach (var name in delegates.Distinct(StringComparer.Ordinal))
            if (!steps.Exists(s => s.Kind == FallbackKind.Delegate && s.Name == name))
                steps.Add(new((steps.Count == 0 ? 0 : steps[^1].Key / 10 * 10) + 10, FallbackKind.Delegate, name, Share(null, FallbackKind.Delegate)));
        return steps.Count == 0 ? null : new([.. steps], Triggers(own, defaults));
    }

    /// <summary>The chain of requests that go to a variant: the primary first, then the model's own chain.</summary>
    public static FallbackPolicy VariantFallback(ResilienceOptions own, ResilienceOptions defaults, FallbackPolicy? chain)
    {
        // With the same time as any other version, unless the chain leaves too little for two attempts before it.
        var share = Math.Min(Share(null, FallbackKind.Primary), (1 - (chain is null ? 0 : ShareOf(chain))) / 2);
        return new([new(FallbackStep.PrimaryKey, FallbackKind.Primary, "", share), .. chain?.Steps ?? []], Triggers(own, defaults));
    }

    private static IEnumerable<FallbackReason> Triggers(ResilienceOptions own, ResilienceOptions defaults) => Enum.GetValues<FallbackReason>()
        .Where(r => r != FallbackReason.None && (own.FallbackOn.TryGetValue(r, out var mine) ? mine : !defaults.FallbackOn.TryGetValue(r, out var all) || all));

    public static OutputRules? Outputs(ResilienceOptions own, ResilienceOptions defaults)
    {
        var options = new SortedDictionary<string, OutputValidatorOptions>(defaults.Validators, StringComparer.Ordinal);
        foreach (var (output, validator) in own.Validators) options[output] = validator;
        return options.Count == 0 ? null : new([.. options.Select(o => Rule(o.Key, o.Value))]);
    }

    public static BreakerPolicy? Breaker(CircuitBreakerOptions own, CircuitBreakerOptions defaults)
    {
        var builtIn = new BreakerPolicy();
        var breaker = builtIn with
        {
            FailureRatio = (own.FailurePercent ?? defaults.FailurePercent) / 100,
            SlowRatio = (own.SlowPercent ?? defaults.SlowPercent) / 100,
            SlowAfter = own.SlowAfter ?? defaults.SlowAfter ?? builtIn.SlowAfter,
            MinimumRequests = own.MinimumRequests ?? defaults.MinimumRequests ?? builtIn.MinimumRequests,
            Window = own.Window ?? defaults.Window ?? builtIn.Window,
            BreakDuration = own.BreakDuration ?? defaults.BreakDuration ?? builtIn.BreakDuration,
        };
        return breaker.FailureRatio is null && breaker.SlowRatio is null ? null : breaker;
    }

    /// <summary>Its steps' shares of a request's time together, from 0 to 1.</summary>
    public static double ShareOf(FallbackPolicy chain) => chain.Steps.Sum(step => step.Share);

    private static FallbackStep Step(int key, FallbackStepOptions options)
    {
        var (kind, name) = options switch
        {
            { Version: { } version } => (FallbackKind.Version, version),
            { Model: { } model } => (FallbackKind.Model, model),
            { Use: { } use } => (FallbackKind.Delegate, use),
            _ => (FallbackKind.Constant, ""),
        };
        return new(key, kind, name, Share(options.TimePercent, kind)) { Constant = kind == FallbackKind.Constant ? Constant(options.Constant) : null };
    }

    private static double Share(double? percent, FallbackKind kind) =>
        (percent ?? (kind switch { FallbackKind.Delegate => 5, FallbackKind.Constant => 1, _ => 20 })) / 100;

    private static ConstantOutputs Constant(IDictionary<string, object[]> outputs) =>
        new(outputs.ToImmutableSortedDictionary(
            o => o.Key, o => o.Value.Select(e => Convert.ToString(e, CultureInfo.InvariantCulture) ?? "").ToImmutableArray(), StringComparer.Ordinal));

    private static OutputRule Rule(string output, OutputValidatorOptions options) => new(output)
    {
        Finite = options.Finite ?? false,
        Min = options.Min,
        Max = options.Max,
        Sum = options.Sum,
        SumTolerance = options.SumTolerance ?? 0.001,
        Labels = [.. options.Labels],
        Shape = options.Shape is { } shape && ResilienceOptionsValidator.TryReadShape(shape, out var sizes) ? [.. sizes] : default,
    };
}
