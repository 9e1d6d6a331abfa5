using InferenceKit.Configuration.Reading;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Configuration;

/// <summary>
/// Everything that says what the options are: configuration sections first, in the order they were added, then code,
/// in the order it was added. Filled while services are registered, then only read.
/// </summary>
internal sealed class OptionsSources
{
    private readonly List<IConfigurationSection> _sections = [];
    private readonly List<Action<InferenceOptions>> _code = [];
    private readonly List<string> _problems = [];

    /// <summary>The path that messages begin with.</summary>
    public string Path => _sections.Count > 0 ? _sections[0].Path : "Inference";

    public void Add(IConfigurationSection section) => _sections.Add(section);

    public void Add(Action<InferenceOptions> configure) => _code.Add(configure);

    public void Add(string model, Action<ModelOptions> configure) => _code.Add(options =>
    {
        if (!options.Models.TryGetValue(model, out var own)) options.Models[model] = own = new();
        configure(own);
    });

    /// <summary>Remembers what is wrong with the registration itself, to be reported with all other errors.</summary>
    public void AddProblem(string problem) => _problems.Add(problem);

    /// <summary>Reads everything anew.</summary>
    public InferenceOptions Compose(ConfigurationErrors errors)
    {
        foreach (var problem in _problems) errors.Add(problem);
        var options = new InferenceOptions();
        foreach (var section in _sections) InferenceKeys.Table.Read(section, options, errors);
        foreach (var configure in _code) configure(options);
        return options;
    }

    /// <summary>Calls back after every change of a section.</summary>
    /// <returns>What to dispose to hear no more.</returns>
    public IReadOnlyList<IDisposable> OnChange(Action changed) =>
        [.. _sections.Select(section => ChangeToken.OnChange(section.GetReloadToken, changed))];
}
