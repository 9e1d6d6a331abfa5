using InferenceKit.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace InferenceKit.Testing.Faults.Reading;

/// <summary>
/// Everything that says which faults there are: sections first, in the order they were added, then code. Filled while services
/// are registered, then only read.
/// </summary>
internal sealed class FaultSources
{
    private readonly List<IConfigurationSection> _sections = [];
    private readonly List<Action<FaultOptions>> _code = [];

    /// <summary>The path that messages begin with.</summary>
    public string Path => _sections.Count > 0 ? _sections[0].Path : "Faults";

    public void Add(IConfigurationSection section) => _sections.Add(section);

    public void Add(Action<FaultOptions> configure) => _code.Add(configure);

    /// <summary>Reads everything again.</summary>
    public FaultOptions Compose(ConfigurationErrors errors)
    {
        var options = new FaultOptions();
        foreach (var section in _sections) FaultKeys.Table.Read(section, options, errors);
        foreach (var configure in _code) configure(options);
        return options;
    }

    /// <summary>Calls back after every change of a section.</summary>
    /// <returns>What to dispose to hear no more.</returns>
    public IReadOnlyList<IDisposable> OnChange(Action changed) =>
        [.. _sections.Select(section => ChangeToken.OnChange(section.GetReloadToken, changed))];
}
