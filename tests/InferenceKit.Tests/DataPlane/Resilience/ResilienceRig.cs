using InferenceKit.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.DataPlane.Resilience;

/// <summary>A host with fake models behind the whole library, and its configuration.</summary>
internal sealed class ResilienceRig : IAsyncDisposable
{
    public const string Model = "fraud";
    private readonly ServiceCollection _services = [];
    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly IConfigurationRoot _configuration;
    private readonly InferenceBuilder _builder;
    private ServiceProvider? _provider;

    public ResilienceRig(TimeProvider? time = null, Action<ModelBuilder<float[], float>>? model = null)
    {
        if (time is not null) _services.AddSingleton(time);
        _services.AddMetrics().AddLogging();
        _configuration = new ConfigurationBuilder().Add(new SettingsOf(_settings)).Build();
        _builder = _services.AddInference(_configuration.GetSection("Inference"))
            .AddModel(Model, Codec.Scalar<float, float>(), model);
        Add(Model, Primary, "1");
    }

    /// <summary>Version 1 of the model: ten times its input.</summary>
    public FakeModel Primary { get; } = Times(10);

    public ServiceProvider Services => _provider!;

    public IPredictor<float[], float> Predictor => Services.GetRequiredService<IPredictorProvider>().GetPredictor<float[], float>(Model);

    public static FakeModel Times(float factor) => new(1, 1, (x, y) => y[0] = factor * x[0]);

    public ResilienceRig Set(string key, string value)
    {
        _settings[$"Inference:{key}"] = value;
        return this;
    }

    /// <summary>Says something of the model, below <c>Resilience</c>.</summary>
    public ResilienceRig Say(string key, string value) => Set($"Models:{Model}:Resilience:{key}", value);

    public ResilienceRig Add(string name, FakeModel model, string version = "1")
    {
        _builder.UseFakeModel(name, model, version);
        return this;
    }

    public ResilienceRig AddModel(string name, FakeModel model)
    {
        _builder.AddModel(name);
        return Add(name, model);
    }

    public IServiceCollection Collection => _services;

    public ResilienceRig Build()
    {
        _provider = _services.BuildServiceProvider();
        return this;
    }

    public async Task<ResilienceRig> StartAsync()
    {
        await Build().Services.StartInferenceAsync();
        return this;
    }

    /// <summary>Says something of the configuration while the host runs.</summary>
    public void Reload(string key, string value)
    {
        Set(key, value);
        _configuration.Reload();
    }

    public ValueTask DisposeAsync() => _provider?.DisposeAsync() ?? default;

    private sealed class SettingsOf(Dictionary<string, string?> settings) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(settings);

        private sealed class Provider(Dictionary<string, string?> settings) : ConfigurationProvider
        {
            public override void Load() => Data = settings;
        }
    }
}
