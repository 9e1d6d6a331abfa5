using InferenceKit.ControlPlane.Versioning;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.Configuration.Validation;

/// <summary>Checks what one model says of variants, rules and shadows, as far as it can be told from each alone.</summary>
internal static class TrafficOptionsValidator
{
    public static void Check(TrafficOptions options, OptionChecks checks)
    {
        Names(nameof(options.Variants), options.Variants.Keys, 63, checks);
        foreach (var (name, variant) in options.Variants)
        {
            var at = checks.Section(nameof(options.Variants));
            if (!at.Present(name, variant)) continue;
            Target(variant.Version, variant.Model, at.Section(name));
            Percent(nameof(variant.WeightPercent), variant.WeightPercent, at.Section(name));
        }
        foreach (var (key, rule) in options.Rules)
        {
            var at = checks.Section(nameof(options.Rules));
            if (key < 1) at.Fail($"{key}", "rules are numbered from 1");
            if (at.Present($"{key}", rule)) Check(rule, at.Section($"{key}"));
        }
        Names(nameof(options.Shadows), options.Shadows.Keys, 16, checks);
        foreach (var (name, shadow) in options.Shadows)
            if (checks.Section(nameof(options.Shadows)).Present(name, shadow)) Check(shadow, checks.Section(nameof(options.Shadows)).Section(name));
        if (options.Salt is { } salt && (string.IsNullOrWhiteSpace(salt) || salt.Length > 256)) checks.Fail(nameof(options.Salt), "must have 1 to 256 characters, and not be blank");
        checks.Range(nameof(options.MaxExposureKeys), options.MaxExposureKeys, 1024, 100_000_000);
    }

    private static void Names(string what, ICollection<string> names, int most, OptionChecks checks)
    {
        if (names.Count > most) checks.Fail(what, $"there may be {most}, not {names.Count}");
        foreach (var name in names)
        {
            if (!ModelName.IsValid(name)) checks.Section(what).Fail(name, $"this is not a name: {ModelName.Rule}");
            else if (name.Equals(TrafficPolicy.Primary, StringComparison.OrdinalIgnoreCase)) checks.Section(what).Fail(name, "the name is taken by the version that the model itself selects");
        }
        foreach (var same in names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            checks.Section(what).Fail(same.First(), $"there are several of this name: {string.Join(", ", same)}");
    }

    private static void Target(string? version, string? model, OptionChecks checks)
    {
        if ((version is null) == (model is null)) checks.Fail("", $"one of Version and Model must be said, and this says {(version is null ? "neither" : "both")}");
        if (version is not null && !VersionSelector.TryParse(version, out _, out var problem)) checks.Fail(nameof(VariantOptions.Version), problem);
        if (model is not null && !ModelName.IsValid(model)) checks.Fail(nameof(VariantOptions.Model), $"this is not the name of a model: {ModelName.Rule}");
    }

    private static void Check(TargetingRuleOptions rule, OptionChecks checks)
    {
        if (string.IsNullOrWhiteSpace(rule.Variant)) checks.Fail(nameof(rule.Variant), "must name a variant, or 'primary'");
        if (rule.When.Count == 0) checks.Fail(nameof(rule.When), "must say of one attribute at least what it must be");
        foreach (var (attribute, condition) in rule.When)
        {
            var at = checks.Section(nameof(rule.When));
            if (string.IsNullOrWhiteSpace(attribute)) at.Fail(attribute, "an attribute must have a name");
            if (at.Present(attribute, condition)) Check(condition, at.Section(attribute));
        }
    }

    private static void Check(AttributeConditionOptions condition, OptionChecks checks)
    {
        var isText = condition.Is is not null || condition.In.Count > 0 || condition.StartsWith is not null;
        var isNumber = condition.AtLeast is not null || condition.Below is not null;
        if (isText == isNumber)
            checks.Fail("", isText ? "Is, In and StartsWith look at texts, AtLeast and Below at numbers: say the one or the other" : "must say one of Is, In, StartsWith, AtLeast and Below");
        if (condition.In.Contains(null!)) checks.Fail(nameof(condition.In), "must not contain null");
        if (condition.AtLeast is double.NaN) checks.Fail(nameof(condition.AtLeast), "must be a number");
        if (condition.Below is double.NaN) checks.Fail(nameof(condition.Below), "must be a number");
        if (condition.AtLeast >= condition.Below) checks.Fail(nameof(condition.AtLeast), "must be less than Below, or nothing is meant");
    }

    private static void Check(ShadowOptions shadow, OptionChecks checks)
    {
        Target(shadow.Version, shadow.Model, checks);
        Percent(nameof(shadow.SamplePercent), shadow.SamplePercent, checks);
        Percent(nameof(shadow.NoisePercent), shadow.NoisePercent, checks);
        checks.Range(nameof(shadow.MaxConcurrency), shadow.MaxConcurrency, 1, 64);
        checks.Range(nameof(shadow.MaxQueuedRows), shadow.MaxQueuedRows, 1, 1_000_000);
        checks.Range(nameof(shadow.MaxQueuedBytes), shadow.MaxQueuedBytes, 1);
        checks.Positive(nameof(shadow.Timeout), shadow.Timeout);
        Tolerance(nameof(shadow.AbsoluteTolerance), shadow.AbsoluteTolerance, checks);
        Tolerance(nameof(shadow.RelativeTolerance), shadow.RelativeTolerance, checks);
        checks.Range(nameof(shadow.TopK), shadow.TopK, 0, 1000);
        checks.Range(nameof(shadow.KeepExamples), shadow.KeepExamples, 0, 100);
    }

    private static void Percent(string name, double? percent, OptionChecks checks)
    {
        if (percent is { } given && !(given is >= 0 and <= 100)) checks.Fail(name, FormattableString.Invariant($"must be 0 to 100, not {given}"));
    }

    private static void Tolerance(string name, double? tolerance, OptionChecks checks)
    {
        if (tolerance is { } given && !(given >= 0 && double.IsFinite(given))) checks.Fail(name, FormattableString.Invariant($"must be 0 or more, not {given}"));
    }
}
