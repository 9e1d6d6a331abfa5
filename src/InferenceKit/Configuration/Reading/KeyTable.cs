using Microsoft.Extensions.Configuration;

namespace InferenceKit.Configuration.Reading;

/// <summary>
/// The keys that configuration may use for one options class, and how each is read. Declared once per class; a test
/// holds it against the class's properties. Immutable once declared.
/// </summary>
internal sealed class KeyTable<TOptions>
{
    private readonly Dictionary<string, Action<IConfigurationSection, TOptions, ConfigurationErrors>> _keys =
        new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Section, IReadOnlyCollection<string> Keys)> _nested = [];
    private readonly List<string> _refused = [];

    /// <summary>Every key, also those that are refused.</summary>
    public IReadOnlyCollection<string> Names => _keys.Keys;

    /// <summary>The keys that are refused.</summary>
    public IReadOnlyCollection<string> RefusedNames => _refused;

    public KeyTable<TOptions> Value<T>(string name, ValueFormat<T> format, Action<TOptions, T> set) =>
        Add(name, (section, options, errors) =>
        {
            if (SectionReader.TryReadValue(section, format, errors, out var value)) set(options, value);
        });

    public KeyTable<TOptions> Section<TChild>(string name, Func<TOptions, TChild> child, KeyTable<TChild> table)
    {
        _nested.Add((name, table.Names));
        return Add(name, (section, options, errors) => table.Read(section, child(options), errors));
    }

    /// <summary>A dictionary of values.</summary>
    public KeyTable<TOptions> Values<T>(string name, ValueFormat<T> format, Func<TOptions, IDictionary<string, T>> values) =>
        Add(name, (section, options, errors) =>
        {
            foreach (var child in SectionReader.Children(section, errors))
                if (SectionReader.TryReadValue(child, format, errors, out var value)) values(options)[child.Key] = value;
        });

    /// <summary>A dictionary of sections by model name.</summary>
    public KeyTable<TOptions> Models<TChild>(
        string name, Func<TOptions, IDictionary<string, TChild>> models, KeyTable<TChild> table) where TChild : new() =>
        Add(name, (section, options, errors) =>
        {
            foreach (var child in SectionReader.Children(section, errors))
            {
                if (!ModelName.IsValid(child.Key)) errors.Add(child.Path, $"this is no name of a model: {ModelName.Rule}");
                if (!models(options).TryGetValue(child.Key, out var model)) model = new TChild();
                if (ModelName.IsValid(child.Key)) models(options)[child.Key] = model;
                table.Read(child, model, errors);
            }
        });

    /// <summary>A property that only code may set.</summary>
    public KeyTable<TOptions> Refused(string name, string why)
    {
        _refused.Add(name);
        return Add(name, (section, _, errors) => errors.Add(section.Path, why));
    }

    /// <summary>A key with a reading of its own.</summary>
    public KeyTable<TOptions> Add(string name, Action<IConfigurationSection, TOptions, ConfigurationErrors> read)
    {
        _keys.Add(name, read);
        return this;
    }

    public void Read(IConfigurationSection section, TOptions options, ConfigurationErrors errors)
    {
        foreach (var child in SectionReader.Children(section, errors))
        {
            if (_keys.TryGetValue(child.Key, out var read)) read(child, options, errors);
            else errors.Add(child.Path, $"unknown key; {Suggest(child.Key)}");
        }
    }

    private string Suggest(string key)
    {
        if (NearestName.Find(key, Names) is { } nearest) return $"did you mean '{nearest}'?";
        foreach (var (section, keys) in _nested)
            if (NearestName.Find(key, keys) is { } inside) return $"did you mean '{section}:{inside}'?";
        return $"known are {string.Join(", ", Names)}";
    }
}
