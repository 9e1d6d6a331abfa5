using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.DataPlane;

/// <summary>
/// A whole host with one model of ONNX Runtime, used through the public interface alone. Its versions lie in memory and change when the
/// test says so; runs of a version can be held or delayed.
/// </summary>
internal sealed class PublicHost : IAsyncDisposable
{
    public const string Model = "model";

    /// <summary>Longer than anything here takes on a busy machine; what hangs is found after it.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly ServiceProvider _services;

    private PublicHost(ServiceProvider services) => _services = services;

    public MemoryRepository Repository { get; private init; } = new();

    public IInferenceClient Client => _services.GetRequiredService<IInferenceClient>();

    public IModelLifecycle Lifecycle => _services.GetRequiredService<IModelLifecycle>();

    public FaultInjector Faults => _services.GetRequiredService<FaultInjector>();

    /// <summary>A host for requests on values.</summary>
    /// <param name="first">Version 1.</param>
    /// <param name="configure">Settings of the model.</param>
    public static Task<PublicHost> StartAsync(byte[] first, Action<ModelOptions>? configure = null) =>
        StartAsync(first, builder => builder.AddModel(Model, o => Configure(o, configure)));

    /// <summary>A host for typed requests, and for those on values.</summary>
    /// <param name="first">Version 1.</param>
    /// <param name="codec">Serves every version.</param>
    /// <param name="configure">Settings of the model.</param>
    public static Task<PublicHost> StartAsync<TIn, TOut>(byte[] first, PredictionCodec<TIn, TOut> codec, Action<ModelOptions>? configure = null) =>
        StartAsync(first, builder => builder.AddModel(Model, codec, m => m.Configure(o => Configure(o, configure))));

    public IPredictor<TIn, TOut> Predictor<TIn, TOut>() => _services.GetRequiredService<IPredictor<TIn, TOut>>();

    /// <summary>Holds every run of a version, whatever asks it to stop, until the result is disposed.</summary>
    public IDisposable Hold(string version) => Faults.Add(new() { Kind = FaultKind.Hang, Version = version, IgnoresTermination = true });

    /// <summary>Makes a version serve in place of the one that does.</summary>
    public Task SwapAsync(string version, byte[] onnx)
    {
        Repository.Add(Model, version, onnx);
        return Lifecycle.LoadAsync(Model, version, null, TestContext.Current.CancellationToken);
    }

    /// <summary>The state of a version as operators see it.</summary>
    public ModelVersionState? State(string version) =>
        Lifecycle.Models[0].Versions.FirstOrDefault(v => v.Version.ToString() == version)?.State;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task<PublicHost> StartAsync(byte[] first, Action<InferenceBuilder> addModel)
    {
        var repository = new MemoryRepository().Add(Model, "1", first);
        var services = new ServiceCollection();
        addModel(services.AddInference(o => o.State.Persist = false).UseRepository(repository).AddFaults());
        var host = new PublicHost(services.BuildServiceProvider()) { Repository = repository };
        try
        {
            await host._services.StartInferenceAsync(TestContext.Current.CancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private static void Configure(ModelOptions options, Action<ModelOptions>? configure)
    {
        // The test turns traffic to the next version; its mere presence does not.
        options.Version = "1";
        configure?.Invoke(options);
    }
}
