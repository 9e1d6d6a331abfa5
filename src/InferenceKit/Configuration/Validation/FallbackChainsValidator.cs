using InferenceKit.Serving;
using InferenceKit.Serving.Resilience;

namespace InferenceKit.Configuration.Validation;

/// <summary>Checks chains against what else there is: models, delegates, one another. Pure.</summary>
/// <param name="registrations">All models.</param>
/// <param name="path">The path of the section, for messages.</param>
/// <param name="errors">Receives the problems.</param>
internal sealed class FallbackChainsValidator(IReadOnlyList<ModelRegistration> registrations, string path, ConfigurationErrors errors)
{
    /// <param name="options">Options that passed <see cref="OptionsValidator"/> otherwise.</param>
    public void Check(InferenceOptions options)
    {
        var chains = registrations.ToDictionary(r => r.Name, r => ChainOf(r, options), ModelName.Comparer);
        foreach (var registration in registrations)
        {
            if (chains[registration.Name] is not { } chain) continue;
            var own = options.Models.TryGetValue(registration.Name, out var there) ? there : new();
            Check(registration, own.Version ?? options.Defaults.Version ?? "latest", chain);
            if (LoopFrom(registration.Name, chains) is { } loop)
                Fail(registration, "", $"chains of models must not lead back, or load goes round in a circle: {string.Join(" -> ", loop)}");
        }
    }

    private static FallbackPolicy? ChainOf(ModelRegistration registration, InferenceOptions options) =>
        ResilienceMerge.Fallback(
            options.Models.TryGetValue(registration.Name, out var own) ? own.Resilience : new(), options.Defaults.Resilience, registration.FallbackNames);

    private void Check(ModelRegistration registration, string version, FallbackPolicy chain)
    {
        var share = ResilienceMerge.ShareOf(chain);
        // Shares that use exactly all of the time leave nothing for the first attempt. A rounding error does not count.
        if (share > 1 - 1e-9) Fail(registration, "", FormattableString.Invariant($"the steps keep back {share:P0} of a request's time, which leaves none for the model itself"));
        var seen = new Dictionary<(FallbackKind, string), int>();
        foreach (var step in chain.Steps)
        {
            Check(registration, version, step);
            if (step.Kind != FallbackKind.Constant && !seen.TryAdd((step.Kind, step.Name.ToUpperInvariant()), step.Key))
                Fail(registration, $":{step.Key}", $"this is what step {seen[(step.Kind, step.Name.ToUpperInvariant())]} has tried already");
        }
    }

    private void Check(ModelRegistration registration, string version, FallbackStep step)
    {
        switch (step.Kind)
        {
            case FallbackKind.Version when string.Equals(step.Name, version, StringComparison.OrdinalIgnoreCase):
                Fail(registration, $":{step.Key}:Version", $"the model serves '{version}' already: it would fall back to itself");
                break;
            case FallbackKind.Model when ModelName.Comparer.Equals(step.Name, registration.Name):
                Fail(registration, $":{step.Key}:Model", "the model would fall back to itself");
                break;
            case FallbackKind.Model when registrations.All(r => !ModelName.Comparer.Equals(r.Name, step.Name)):
                Fail(registration, $":{step.Key}:Model", $"there is no model '{step.Name}'; registered are {string.Join(", ", registrations.Select(r => r.Name))}");
                break;
            case FallbackKind.Delegate when !registration.FallbackNames.Contains(step.Name, StringComparer.Ordinal):
                var there = registration.FallbackNames.Distinct(StringComparer.Ordinal).ToArray();
                Fail(registration, $":{step.Key}:Use", $"code adds no fallback '{step.Name}' to the model; {(there.Length == 0 ? "it adds none" : $"it adds {string.Join(", ", there)}")}");
                break;
            default:
                break;
        }
    }

    private static List<string>? LoopFrom(string start, Dictionary<string, FallbackPolicy?> chains)
    {
        var way = new List<string>();
        return Leads(start) ? way : null;

        bool Leads(string model)
        {
            if (way.Count > 0 && ModelName.Comparer.Equals(model, start))
            {
                way.Add(model);
                return true;
            }
            if (way.Contains(model, ModelName.Comparer) || !chains.TryGetValue(model, out var chain) || chain is null) return false;
            way.Add(model);
            foreach (var step in chain.Steps)
                // A step to the model itself is reported by the check of the step.
                if (step.Kind == FallbackKind.Model && !(way.Count == 1 && ModelName.Comparer.Equals(step.Name, start)) && Leads(step.Name)) return true;
            way.RemoveAt(way.Count - 1);
            return false;
        }
    }

    private void Fail(ModelRegistration registration, string where, string problem) =>
        errors.Add($"{path}:Models:{registration.Name}:Resilience:Fallback{where}", problem);
}
