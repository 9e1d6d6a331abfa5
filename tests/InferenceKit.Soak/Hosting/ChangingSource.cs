using Microsoft.Extensions.Configuration;

namespace InferenceKit.Soak.Hosting;

/// <summary>Configuration whose keys change while the host runs, with a reload each time.</summary>
internal sealed class ChangingSource : ConfigurationProvider, IConfigurationSource
{
    public ChangingSource(IDictionary<string, string?> settings) => Data = settings;

    /// <summary>Sets a key, or takes it away.</summary>
    public void Change(string key, string? value)
    {
        // Readers may be in the old one.
        var changed = new Dictionary<string, string?>(Data, StringComparer.OrdinalIgnoreCase);
        if (value is null)
            changed.Remove(key);
        else
            changed[key] = value;
        Data = changed;
        OnReload();
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}
