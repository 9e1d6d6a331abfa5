using InferenceKit.Serving.Traffic;

namespace InferenceKit.Configuration.Validation;

/// <summary>Makes one model's traffic policy. Pure.</summary>
internal static class TrafficMerge
{
    /// <param name="model">The model's name.</param>
    /// <param name="own">The model's options.</param>
    /// <param name="defaults">The options of all models.</param>
    /// <returns>Null where there is nothing to split and nothing to mirror.</returns>
    public static TrafficPolicy? Merge(string model, TrafficOptions own, TrafficOptions defaults)
    {
        var variants = Merge(own.Variants, defaults.Variants);
        var rules = new SortedDictionary<int, TargetingRuleOptions>(defaults.Rules);
        foreach (var (key, rule) in own.Rules) rules[key] = rule;
        var shadows = Merge(own.Shadows, defaults.Shadows);
        if (variants.Count == 0 && rules.Count == 0 && shadows.Count == 0) return null;
        var policy = new TrafficPolicy { Salt = own.Salt ?? defaults.Salt ?? model.ToLowerInvariant() };
        return policy with
        {
            Variants = [.. variants.Select(v => new VariantPolicy(v.Key, new(v.Value.Model, v.Value.Version), v.Value.WeightPercent ?? 0))],
            Rules = [.. rules.Select(r => Rule(r.Key, r.Value, variants.Select(v => v.Key)))],
            Shadows = [.. shadows.Select(s => Shadow(s.Key, s.Value))],
            AllowOverride = own.AllowOverride ?? defaults.AllowOverride ?? policy.AllowOverride,
            MaxExposureKeys = own.MaxExposureKeys ?? defaults.MaxExposureKeys ?? policy.MaxExposureKeys,
        };
    }

    /// <summary>By name in ordinal order; of names that differ in case alone, the model's own.</summary>
    private static List<KeyValuePair<string, T>> Merge<T>(IDictionary<string, T> own, IDictionary<string, T> defaults)
    {
        var merged = new Dictionary<string, T>(defaults, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, there) in own)
        {
            merged.Remove(name);
            merged[name] = there;
        }
        return [.. merged.OrderBy(m => m.Key, StringComparer.Ordinal)];
    }

    private static TargetingRule Rule(int key, TargetingRuleOptions options, IEnumerable<string> variants) => new(
        key,
        [.. options.When.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => Condition(w.Key, w.Value))],
        variants.FirstOrDefault(v => v.Equals(options.Variant, StringComparison.OrdinalIgnoreCase)));

    private static AttributeCondition Condition(string attribute, AttributeConditionOptions options) => new(attribute)
    {
        OneOf = options.Is is null && options.In.Count == 0 ? default
            : options.Is is { } one && options.In.Count > 0 ? [.. options.In.Where(o => o == one)]
            : options.Is is { } alone ? [alone] : [.. options.In],
        StartsWith = options.StartsWith,
        AtLeast = options.AtLeast,
        Below = options.Below,
    };

    private static ShadowPolicy Shadow(string name, ShadowOptions options)
    {
        var builtIn = new ShadowPolicy(name, new(options.Model, options.Version));
        return builtIn with
        {
            SamplePercent = options.SamplePercent ?? builtIn.SamplePercent,
            MaxConcurrency = options.MaxConcurrency ?? builtIn.MaxConcurrency,
            MaxQueuedRows = options.MaxQueuedRows ?? builtIn.MaxQueuedRows,
            MaxQueuedBytes = options.MaxQueuedBytes ?? builtIn.MaxQueuedBytes,
            Timeout = options.Timeout ?? builtIn.Timeout,
            AbsoluteTolerance = options.AbsoluteTolerance,
            RelativeTolerance = options.RelativeTolerance,
            TopK = options.TopK ?? builtIn.TopK,
            NoisePercent = options.NoisePercent ?? builtIn.NoisePercent,
            KeepExamples = options.KeepExamples ?? builtIn.KeepExamples,
        };
    }
}
