using System.Globalization;

namespace InferenceKit.Configuration.Validation;

/// <summary>Checks on the options of one section; what is null was not said and is not checked.</summary>
internal readonly struct OptionChecks(string path, ConfigurationErrors errors)
{
    // The longest time that a timer accepts.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    public OptionChecks Section(string name) => new($"{path}:{name}", errors);

    /// <param name="name">The option; empty for the section itself.</param>
    /// <param name="problem">What is wrong with it.</param>
    public void Fail(string name, string problem) => errors.Add(name.Length == 0 ? path : $"{path}:{name}", problem);

    public void Range(string name, long? value, long least, long most = long.MaxValue)
    {
        if (value is not { } given || (given >= least && given <= most)) return;
        Fail(name, string.Create(CultureInfo.InvariantCulture, $"must be {(most == long.MaxValue ? $"at least {least}" : $"{least} to {most}")}, not {given}"));
    }

    /// <summary>A span that is more than nothing.</summary>
    public void Positive(string name, TimeSpan? value)
    {
        if (value is { } given && (given <= TimeSpan.Zero || given > Longest)) Fail(name, $"must be more than 00:00:00 and at most {Longest:c}, not {given:c}");
    }

    /// <summary>A span that may be nothing.</summary>
    public void NotNegative(string name, TimeSpan? value)
    {
        if (value is { } given && (given < TimeSpan.Zero || given > Longest)) Fail(name, $"must be 00:00:00 to {Longest:c}, not {given:c}");
    }

    /// <summary>A positive span, or -1 milliseconds for no limit.</summary>
    public void Limit(string name, TimeSpan? value)
    {
        if (value is { } given && given != Timeout.InfiniteTimeSpan && (given <= TimeSpan.Zero || given > Longest))
            Fail(name, $"must be more than 00:00:00 and at most {Longest:c}, or -00:00:00.001 for no limit, not {given:c}");
    }

    public void Path(string name, string? value)
    {
        if (value is null) return;
        if (string.IsNullOrWhiteSpace(value)) Fail(name, "must not be blank");
        else if (value.Contains('\0', StringComparison.Ordinal)) Fail(name, "is no path");
    }

    public void Defined<T>(string name, T? value) where T : struct, Enum
    {
        if (value is { } given && !Enum.IsDefined(given)) Fail(name, $"must be one of {string.Join(", ", Enum.GetNames<T>())}, not {given}");
    }

    public void NoNulls(string name, IDictionary<string, string> values)
    {
        foreach (var (key, value) in values)
            if (value is null) Fail($"{name}:{key}", "must not be null");
    }

    /// <summary>Whether a section is there; code can set it to null.</summary>
    public bool Present(string name, object? section)
    {
        if (section is null) Fail(name, "must not be null");
        return section is not null;
    }
}
