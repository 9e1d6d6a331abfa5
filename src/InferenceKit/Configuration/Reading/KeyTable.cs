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

    /// <summary>A dictionary of values by something else than a text.</summary>
    public KeyTable<TOptions> Values<TKey, T>(string name, ValueFormat<TKey> key, ValueFormat<T> format, Func<TOptions, IDictionary<TKey, T>> values) =>
        Add(name, (section, options, errors) =>
        {
            foreach (var child in SectionReader.Children(section, errors))
            {
                if (key(child.Key, out var at) is { } problem) errors.Add(child.Path, $"'{child.Key}' {problem}");
                else if (SectionReader.TryReadValue(child, format, errors, out var value)) values(options)[at] = value;
            }
        });

    /// <summary>A dictionary of sections by something else than a model's name.</summary>
    public KeyTable<TOptions> Sections<TKey, TChild>(
        string name, ValueFormat<TKey> key, Func<TOptions, IDictionary<TKey, TChild>> sections, KeyTable<TChild> table) where TChild : new()
    {
        return Add(name, (section, options, errors) =>
        {
            foreach (var child in SectionReader.Children(section, errors))
            {
                if (key(child.Key, out var value) is { } problem) errors.Add(child.Path, $"'{child.Key}' {problem}");
                else table.Read(child, Get(sections(options), value), errors);
            }
        });

        static TChild Get(IDictionary<TKey, TChild> among, TKey key)
        {
            if (!among.TryGetValue(key, out var there)) among[key] = there = new();
            return there;
        }
    }

    /// <summary>A list of texts; a source that says some replaces as many of those before.</summary>
    public KeyTable<TOptions> List(string name, Func<TOptions, IList<string>> list) =>
        Add(name, (section, options, errors) =>
        {
            var items = SectionReader.ReadList(section, errors);
            for (var i = 0; i < items.Count; i++)
            {
                if (i < list(options).Count) list(options)[i] = items[i];
                else list(options).Add(items[i]);
            }
        });

    /// <summary>A dictionary of lists of texts or numbers.</summary>
    public KeyTable<TOptions> Lists(string name, Func<TOptions, IDictionary<string, object[]>> lists) =>
        Add(name, (section, options, errors) =>
        {
            foreach (var child in SectionReader.Children(section, errors)) lists(options)[child.Key] = [.. SectionReader.ReadList(child, errors)];
        });

    /// <summary>A dictionary of sections by model name.</summary>
    public KeyTable<TOptions> Models<TChild>(
        string name, Func<TOptions, IDictionary<string, TChild>> models, KeyTable<TChild> table) where TChild : new() =>
        Add(name, (section, options, errors) =>
        {
            foreach (var child in SectionReader.Children(section, errors))
            {
                if (!ModelName.IsValid(child.Key)) errors.Add(child.Path, $"this is not the name of a model: {ModelName.Rule}");
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
