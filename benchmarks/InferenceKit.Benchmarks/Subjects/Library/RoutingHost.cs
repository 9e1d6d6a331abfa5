using InferenceKit.Benchmarks.Models;
using InferenceKit.Serving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>A host of one file under several names: split, mirrored, or neither; metrics on.</summary>
internal sealed class RoutingHost : IAsyncDisposable
{
    public const string Model = "routed";
    public const string Plain = "plain";
    public const string Other = "other";

    private readonly MetricsReader _metrics = new();
    private readonly ServiceProvider _provider;
    private readonly IConfigurationRoot _configuration;

    private RoutingHost(ServiceProvider provider, IConfigurationRoot configuration) => (_provider, _configuration) = (provider, configuration);

    public IShadowReports Shadows => _provider.GetRequiredService<IShadowReports>();

    public IModelLifecycle Lifecycle => _provider.GetRequiredService<IModelLifecycle>();

    /// <param name="model">The file; one row of floats in, one float out.</param>
    /// <param name="traffic">What is said of <see cref="Model"/>, below <c>Traffic</c>.</param>
    public static async Task<RoutingHost> StartAsync(TrafficModel model, params (string Key, string Value)[] traffic)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(traffic.ToDictionary(t => $"Inference:Models:{Model}:Traffic:{t.Key}", t => (string?)t.Value))
            .Build();
        configuration["Inference:State:Persist"] = "false";
        // Room for a stop of the machine: what is measured is no full queue.
        configuration["Inference:Defaults:Batching:MaxQueuedRows"] = "65536";
        var services = new ServiceCollection().AddMetrics();
        var inference = services.AddInference(configuration.GetSection("Inference"));
        foreach (var name in new[] { Model, Plain, Other })
            inference.AddModel(name, Codec.Scalar<float, float>(), m => m.FromFile(Path.GetFullPath(model.Path)));
        var host = new RoutingHost(services.BuildServiceProvider(), configuration);
        await host._provider.StartInferenceAsync();
        while (host.Lifecycle.Models.Single(m => m.Name == Model).Traffic is not { } there || !there.Variants.Concat(there.Shadows).All(share => share.IsReady))
            await Task.Delay(10);
        return host;
    }

    public IPredictor<float[], float> Of(string model) => _provider.GetRequiredService<IPredictorProvider>().GetPredictor<float[], float>(model);

    /// <summary>Predictions that ran in the concurrency slots of a model's own requests.</summary>
    public long PredictionsOf(string model)
    {
        var serving = _provider.GetRequiredService<ServingState>();
        var predictions = 0L;
        foreach (var slot in serving.Current.Models.Single(m => m.Name == model).Primary!.Slots)
            predictions += (long)slot.Predictions;
        return predictions;
    }

    /// <summary>Says something else of <see cref="Model"/>, and waits until it is in effect.</summary>
    public async Task ReloadAsync(string key, string value)
    {
        var before = AllocationVersion;
        _configuration[$"Inference:Models:{Model}:Traffic:{key}"] = value;
        _configuration.Reload();
        while (AllocationVersion == before)
            await Task.Delay(1);
    }

    public ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        return _provider.DisposeAsync();
    }

    private int AllocationVersion => Lifecycle.Models.Single(m => m.Name == Model).Traffic!.AllocationVersion;
}
