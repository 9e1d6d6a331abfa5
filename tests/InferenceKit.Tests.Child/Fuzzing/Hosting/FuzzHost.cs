using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Tests.Child.Fuzzing.Hosting;

/// <summary>The library serving a scenario.</summary>
internal sealed class FuzzHost : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private FuzzHost(ServiceProvider provider, FaultLog faults)
    {
        (_provider, Faults) = (provider, faults);
        Client = provider.GetRequiredService<IInferenceClient>();
        Predictor = provider.GetRequiredService<IPredictor<NamedValue[], InferenceValue[]>>();
        Lifecycle = provider.GetRequiredService<IModelLifecycle>();
    }

    public IInferenceClient Client { get; }

    public IPredictor<NamedValue[], InferenceValue[]> Predictor { get; }

    public IModelLifecycle Lifecycle { get; }

    public FaultLog Faults { get; }

    public static async Task<FuzzHost> StartAsync(FuzzScenario scenario)
    {
        var repository = new MemoryRepository();
        for (var i = 0; i < scenario.Versions.Length; i++) repository.Add(FuzzScenario.Model, $"{i + 1}", scenario.Versions[i].Onnx);
        var faults = new FaultLog();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(faults);
        services.AddInference(options => options.State.Persist = false)
            .UseRepository(repository)
            .AddModel(FuzzScenario.Model, new RowCodec(), model => model.Configure(options => Configure(options, scenario.Plan)))
            .AddModel(Neighbour.Model, Neighbour.Onnx, Neighbour.Configure);
        var provider = services.BuildServiceProvider();
        try
        {
            await provider.StartInferenceAsync();
            return new(provider, faults);
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private static void Configure(ModelOptions options, FuzzPlan plan)
    {
        options.Version = "1";
        options.Batching.Mode = plan.Mode;
        options.Batching.Rows = plan.DeclaredRows;
        options.Batching.MaxBatchSize = plan.MaxBatchSize;
        options.Batching.MaxRowsPerRun = plan.MaxRowsPerRun;
        if (plan.Mode == BatchingMode.Fixed) options.Batching.MaxQueueDelay = plan.MaxQueueDelay;
        options.Batching.MaxQueuedRows = plan.MaxQueuedRows;
        options.Execution.MaxConcurrency = plan.MaxConcurrency;
        options.Execution.UseArena = plan.UseArena;
        options.Resilience.Timeout = plan.Timeout;
        if (plan.HasVariant) options.Traffic.Variants["other"] = new() { Version = "2", WeightPercent = 50 };
        if (plan.HasShadow) options.Traffic.Shadows["shadow"] = new() { Version = "2", SamplePercent = 100 };
    }
}
