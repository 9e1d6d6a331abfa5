using InferenceKit.Benchmarks.Models;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>A host of models that sum their row, with what answers when they do not; metrics on.</summary>
internal sealed class ResilienceHost : IAsyncDisposable
{
    public const string Model = "sum";

    private readonly MetricsReader _metrics = new();
    private readonly ServiceProvider _provider;

    private ResilienceHost(ServiceProvider provider) => _provider = provider;

    public IPredictor<float[], float> Predictor => Of(Model);

    public IModelLifecycle Lifecycle => _provider.GetRequiredService<IModelLifecycle>();

    /// <summary>Of hosts that were started with faults.</summary>
    public FaultInjector Faults => _provider.GetRequiredService<FaultInjector>();

    /// <param name="model">The file; one row of floats in, one float out.</param>
    /// <param name="configure">Says more of <see cref="Model"/>.</param>
    /// <param name="hasFaults">Whether faults can be injected.</param>
    /// <param name="more">Further models of the same file, that nothing is said of.</param>
    public static async Task<ResilienceHost> StartAsync(
        TrafficModel model, Action<ModelBuilder<float[], float>> configure, bool hasFaults = false, params string[] more)
    {
        var services = new ServiceCollection().AddMetrics();
        var inference = services.AddInference(options => options.State.Persist = false);
        var path = Path.GetFullPath(model.Path);
        inference.AddModel(Model, Codec.Scalar<float, float>(), m => configure(m.FromFile(path)));
        foreach (var name in more)
            inference.AddModel(name, Codec.Scalar<float, float>(), m => m.FromFile(path));
        if (hasFaults)
            inference.AddFaults();
        var host = new ResilienceHost(services.BuildServiceProvider());
        await host._provider.StartInferenceAsync();
        return host;
    }

    public IPredictor<float[], float> Of(string model) => _provider.GetRequiredService<IPredictorProvider>().GetPredictor<float[], float>(model);

    public ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        return _provider.DisposeAsync();
    }
}
