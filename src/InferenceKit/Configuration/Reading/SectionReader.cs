using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace InferenceKit.Configuration.Reading;

/// <summary>Reads one node of the configuration as a value or as a section, and says when it is the other.</summary>
internal static class SectionReader
{
    /// <summary>Reads a value. Null and empty say nothing, so that a later source can take a value back.</summary>
    public static bool TryReadValue<T>(
        IConfigurationSection section, ValueFormat<T> format, ConfigurationErrors errors, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (section.GetChildren().Any()) errors.Add(section.Path, "a single value belongs here, not a section");
        else if (!string.IsNullOrWhiteSpace(section.Value))
        {
            if (format(section.Value.Trim(), out value) is not { } problem) return true;
            errors.Add(section.Path, $"'{section.Value}' {problem}");
        }
        return false;
    }

    /// <summary>Reads a list of values, in the order of their numbers.</summary>
    public static List<string> ReadList(IConfigurationSection section, ConfigurationErrors errors)
    {
        var items = new SortedList<int, string>();
        foreach (var child in section.GetChildren())
        {
            if (ValueFormats.Int32(child.Key, out var index) is not null || child.GetChildren().Any()) errors.Add(child.Path, "a list of single values belongs here");
            else if (child.Value is { } item) items[index] = item;
        }
        if (!string.IsNullOrEmpty(section.Value)) errors.Add(section.Path, "a list of values belongs here, as in [0.5], not a single value");
        return [.. items.Values];
    }

    /// <summary>The children of what has to be a section; null and empty are sections without keys.</summary>
    public static IEnumerable<IConfigurationSection> Children(IConfigurationSection section, ConfigurationErrors errors)
    {
        if (!string.IsNullOrEmpty(section.Value)) errors.Add(section.Path, "a section with keys belongs here, not a single value");
        return section.GetChildren();
    }
}
