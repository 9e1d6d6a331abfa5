using Microsoft.Extensions.Configuration;

namespace InferenceKit.Testing.Tests.Faults;

/// <summary>A section <c>Faults</c> whose keys a test sets and takes away, with a reload each time.</summary>
internal sealed class ChangingSection : ConfigurationProvider, IConfigurationSource
{
    private readonly IConfigurationRoot _root;

    public ChangingSection(params (string Key, string? Value)[] values)
    {
        Put(values);
        _root = new ConfigurationBuilder().Add(this).Build();
    }

    public IConfigurationSection Section => _root.GetSection("Faults");

    public void Set(params (string Key, string? Value)[] values)
    {
        Put(values);
        OnReload();
    }

    public void Clear()
    {
        Data.Clear();
        OnReload();
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    private void Put((string Key, string? Value)[] values)
    {
        foreach (var (key, value) in values) Data[$"Faults:{key}"] = value;
    }
}
