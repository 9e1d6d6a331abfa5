using InferenceKit.Soak.Judging;
using InferenceKit.Soak.Models;
using InferenceKit.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Soak.Hosting;

/// <summary>One host with everything that the library has.</summary>
internal sealed class SoakHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ChangingSource _source;
    private int _estimates;

    public SoakHost(SoakModels models, SoakFolders folders, int seed)
    {
        _source = new(SoakSettings.Create(models, folders));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        ((IConfigurationBuilder)builder.Configuration).Add(_source);
        builder.Logging.AddProvider(Messages);
        builder.Services.AddMetrics();
        builder.Services.AddInference(builder.Configuration.GetSection("Inference"))
            .AddModel(models.Steady.Name, Codec.Scalar<float, float>())
            .AddModel(models.Network.Name, Codec.Scalar<float, float>(), model => model.AddFallback(Chain.DelegateName, (row, _) => Estimate(row)))
            .AddModel(models.Trees.Name, Codec.Scalar<float, float>(), model => model
                .AddAdapter(models.Rules.Name, Codec.Array<float, float>(), Chain.Adapt)
                .AddValidator("finite", float.IsFinite))
            .AddModel(models.Rules.Name, Codec.Scalar<float, float>())
            .AddModel(models.Slow.Name, Codec.Scalar<float, float>())
            .AddModel(models.Endless.Name, Codec.Scalar<float, float>())
            .AddModel(models.Values.Name)
            .AddFaults(options => options.Seed = seed);
        _host = builder.Build();
    }

    public LogCounts Messages { get; } = new();

    public IInferenceClient Client => _host.Services.GetRequiredService<IInferenceClient>();

    public IModelLifecycle Lifecycle => _host.Services.GetRequiredService<IModelLifecycle>();

    public FaultInjector Faults => _host.Services.GetRequiredService<FaultInjector>();

    public IPredictor<float[], float> PredictorOf(SoakModel model) =>
        _host.Services.GetRequiredService<IPredictorProvider>().GetPredictor<float[], float>(model.Name);

    public Task StartAsync() => _host.StartAsync();

    public string? SettingOf(string key) => _source.TryGet(key, out var value) ? value : null;

    /// <summary>Sets a key of the configuration, or takes it away.</summary>
    public void Configure(string key, string? value) => _source.Change(key, value);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
        else
            _host.Dispose();
    }

    /// <summary>Fails at every fifth call, so that the last step has something to do.</summary>
    private float Estimate(float[] row) =>
        Interlocked.Increment(ref _estimates) % 5 == 0 ? throw new RehearsedException() : Chain.Estimate(row);
}
