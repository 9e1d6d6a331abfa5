using InferenceKit.Configuration.Reading;
using InferenceKit.Configuration.Validation;
using InferenceKit.Serving;
using InferenceKit.Sessions;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Configuration;

/// <summary>Reads a snapshot from all sources, or reports everything that is wrong with them.</summary>
/// <param name="sources">What says the options.</param>
/// <param name="registrations">The models there are for the life of the host.</param>
/// <param name="contentRoot">What relative paths are relative to.</param>
/// <param name="sessions">Knows which sessions can exist here.</param>
internal sealed class SettingsReader(
    OptionsSources sources, IReadOnlyList<ModelRegistration> registrations, string contentRoot, ISessionFactory sessions)
{
    private readonly HashSet<string> _models = new(registrations.Select(r => r.Name), ModelName.Comparer);

    /// <summary>Null when there are errors.</summary>
    public InferenceSettings? Read(ConfigurationErrors errors)
    {
        var options = sources.Compose(errors);
        OptionsValidator.Check(options, sources.Path, errors);
        CheckModels(options, errors);
        CheckProviders(options, errors);
        // Both read options that passed the checks before, so that each reports all that it finds.
        if (!errors.Any)
        {
            new FallbackChainsValidator(registrations, sources.Path, errors).Check(options);
            new TrafficValidator(registrations, sources.Path, errors).Check(options);
        }
        return errors.Any ? null : SettingsMerge.Merge(options, registrations, contentRoot);
    }

    /// <summary>Says which models no code knows: one of them may be a misspelt name.</summary>
    public void LogValuesOnly(ILogger logger)
    {
        foreach (var model in registrations.Where(r => r.IsFromOptionsAlone))
        {
            var meant = NearestName.Find(model.Name, registrations.Where(r => !r.IsFromOptionsAlone).Select(r => r.Name));
            if (meant is null) logger.ValuesOnly(model.Name);
            else logger.ValuesOnlyPerhapsMisspelt(model.Name, meant);
        }
    }

    /// <summary>Each model's index in the serving table is fixed when the host starts: a reload cannot add or remove one.</summary>
    private void CheckModels(InferenceOptions options, ConfigurationErrors errors)
    {
        foreach (var name in options.Models.Keys)
            if (ModelName.IsValid(name) && !_models.Contains(name))
                errors.Add($"{sources.Path}:Models:{name}", "a model can be added only by a restart");
        foreach (var model in registrations)
        {
            if (model.IsFromOptionsAlone && !options.Models.ContainsKey(model.Name))
                errors.Add($"{sources.Path}:Models:{model.Name}", "a model can be removed only by a restart");
            if (model.IsEmbedded && options.Models.TryGetValue(model.Name, out var own) && own?.Source is not null)
                errors.Add($"{sources.Path}:Models:{model.Name}:Source", "the versions of this model come with the code, so that it can have no file");
        }
    }

    /// <summary>By the options as they stand, right or wrong otherwise, so that every error is reported at once.</summary>
    private void CheckProviders(InferenceOptions options, ConfigurationErrors errors)
    {
        foreach (var model in registrations)
        {
            var own = options.Models.TryGetValue(model.Name, out var there) ? there : null;
            // A model that is not required may lack what it needs. Its status says so then.
            if ((own?.Required ?? options.Defaults?.Required) == false) continue;
            var provider = own?.Execution?.Provider ?? options.Defaults?.Execution?.Provider ?? new SessionSettings().Provider;
            if (ModelName.IsValid(provider) && sessions.FindProblem(new() { Provider = provider }) is { } problem)
                errors.Add($"{sources.Path}:Models:{model.Name}:Execution", problem.TrimEnd('.'));
        }
    }
}
