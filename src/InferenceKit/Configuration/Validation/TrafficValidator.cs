using InferenceKit.Serving;
using InferenceKit.Serving.Traffic;

namespace InferenceKit.Configuration.Validation;

/// <summary>Checks traffic against what else there is: weights together, variants that rules name, other models. Pure.</summary>
/// <param name="registrations">All models.</param>
/// <param name="path">The path of the section, for messages.</param>
/// <param name="errors">Receives the problems.</param>
internal sealed class TrafficValidator(IReadOnlyList<ModelRegistration> registrations, string path, ConfigurationErrors errors)
{
    /// <param name="options">Options that passed <see cref="OptionsValidator"/> otherwise.</param>
    public void Check(InferenceOptions options)
    {
        foreach (var registration in registrations)
        {
            var own = options.Models.TryGetValue(registration.Name, out var there) ? there : new();
            if (TrafficMerge.Merge(registration.Name, own.Traffic, options.Defaults.Traffic) is not { } policy) continue;
            Check(registration.Name, own.Version ?? options.Defaults.Version ?? "latest", policy);
            foreach (var (key, rule) in options.Defaults.Traffic.Rules.Where(r => !own.Traffic.Rules.ContainsKey(r.Key)).Concat(own.Traffic.Rules))
                Check(registration.Name, key, rule, policy);
        }
    }

    private void Check(string model, string version, TrafficPolicy policy)
    {
        var sum = policy.Variants.Sum(v => v.WeightPercent);
        // A rounding error of the sum is no reason to refuse.
        if (sum > 100 + 1e-9)
        {
            var each = string.Join(", ", policy.Variants.Select(v => FormattableString.Invariant($"{v.Name} {v.WeightPercent}")));
            Fail(model, "Variants", FormattableString.Invariant($"the weights are {sum} percent together ({each}), and 100 is the most: the primary gets the rest"));
        }
        foreach (var variant in policy.Variants) Check(model, $"Variants:{variant.Name}", variant.Target);
        foreach (var shadow in policy.Shadows)
        {
            Check(model, $"Shadows:{shadow.Name}", shadow.Target);
            if (string.Equals(shadow.Target.Version, version, StringComparison.OrdinalIgnoreCase))
                Fail(model, $"Shadows:{shadow.Name}:Version", $"the model serves '{version}' already: it would be a shadow of itself (NoisePercent tells how far it lies from itself)");
        }
    }

    private void Check(string model, string where, RouteTarget target)
    {
        if (target.Model is not { } other) return;
        if (ModelName.Comparer.Equals(other, model)) Fail(model, $"{where}:Model", "this is the model itself; name one of its versions");
        else if (registrations.All(r => !ModelName.Comparer.Equals(r.Name, other)))
            Fail(model, $"{where}:Model", $"there is no model '{other}'; registered are {string.Join(", ", registrations.Select(r => r.Name))}");
    }

    private void Check(string model, int key, TargetingRuleOptions rule, TrafficPolicy policy)
    {
        string[] there = [TrafficPolicy.Primary, .. policy.Variants.Select(v => v.Name)];
        if (!there.Contains(rule.Variant, StringComparer.OrdinalIgnoreCase))
            Fail(model, $"Rules:{key}:Variant", $"there is no variant '{rule.Variant}'; there are {string.Join(", ", there)}");
    }

    private void Fail(string model, string where, string problem) => errors.Add($"{path}:Models:{model}:Traffic:{where}", problem);
}
