using InferenceKit.Configuration;
using InferenceKit.Sessions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace InferenceKit.Tests.Configuration;

/// <summary>Settings as a host gets them, from keys and values that a test may change and reload.</summary>
internal sealed class SettingsRig : IDisposable
{
    private readonly Values _values = new();
    private readonly ServiceProvider _provider;

    public SettingsRig(params (string Key, string? Value)[] values)
        : this(_ => { }, values) { }

    public SettingsRig(Action<InferenceBuilder> configure, params (string Key, string? Value)[] values)
    {
        _values.Set(values);
        var root = new ConfigurationBuilder().Add(_values).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddFakeLogging());
        configure(services.AddInference(root.GetSection("Inference")).UseSessionFactory(new StubSessionFactory(s => ProviderProblem?.Invoke(s))));
        _provider = services.BuildServiceProvider();
    }

    public Func<SessionSettings, string?>? ProviderProblem { get; set; }

    public ISettingsSource Source => _provider.GetRequiredService<ISettingsSource>();

    public InferenceSettings Settings => Source.Current;

    public ModelSettings this[string model] => Settings.Models[model];

    public IReadOnlyList<FakeLogRecord> Logged => _provider.GetFakeLogCollector().GetSnapshot();

    public IEnumerable<string> LoggedErrors => Logged.Where(r => r.Level == LogLevel.Error).Select(r => r.Message);

    public static string[] ErrorsOf(params (string Key, string? Value)[] values) => ErrorsOf(_ => { }, values);

    public static string[] ErrorsOf(Action<InferenceBuilder> configure, params (string Key, string? Value)[] values)
    {
        using var rig = new SettingsRig(configure, values);
        return [.. Assert.Throws<OptionsValidationException>(() => rig.Settings).Failures];
    }

    /// <summary>Sets values beside those there are, and reloads.</summary>
    public void Reload(params (string Key, string? Value)[] values)
    {
        _values.Set(values);
        _values.Changed();
    }

    /// <summary>Takes a value away, and reloads.</summary>
    public void Remove(string key)
    {
        _values.Remove(key);
        _values.Changed();
    }

    public void Dispose() => _provider.Dispose();

    private sealed class Values : ConfigurationProvider, IConfigurationSource
    {
        public void Set((string Key, string? Value)[] values)
        {
            foreach (var (key, value) in values) Data[$"Inference:{key}"] = value;
        }

        public void Remove(string key) => Data.Remove($"Inference:{key}");

        public void Changed() => OnReload();

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
    }
}
