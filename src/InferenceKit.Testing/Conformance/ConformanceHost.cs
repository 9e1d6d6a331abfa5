using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Testing.Conformance;

/// <summary>The library serving one model, in a service provider of its own.</summary>
internal sealed class ConformanceHost : IAsyncDisposable
{
    public const string Model = "model";

    private readonly ServiceProvider _provider;

    private ConformanceHost(ServiceProvider provider) => _provider = provider;

    public IInferenceClient Client => _provider.GetRequiredService<IInferenceClient>();

    public IPredictor<TIn, TOut> GetPredictor<TIn, TOut>() => _provider.GetRequiredService<IPredictor<TIn, TOut>>();

    /// <summary>Serves a model with a codec.</summary>
    /// <exception cref="InferenceException">The library cannot load it, or the codec does not suit it.</exception>
    public static Task<ConformanceHost> StartAsync<TIn, TOut>(
        ConformanceModel model, PredictionCodec<TIn, TOut> codec, Action<ModelOptions>? configure, BatchingMode mode, CancellationToken cancellationToken) =>
        StartAsync(
            services => services.AddInference(options => options.State.Persist = false).AddModel(Model, codec, builder =>
            {
                _ = model.Path is { } path ? builder.FromFile(path) : builder.FromBytes(model.Bytes);
                builder.Configure(options =>
                {
                    configure?.Invoke(options);
                    options.Batching.Mode = mode;
                });
            }),
            cancellationToken);

    /// <summary>Starts the library as it is registered, without a host.</summary>
    /// <exception cref="InferenceException">A required model cannot be loaded.</exception>
    public static async Task<ConformanceHost> StartAsync(Action<IServiceCollection> register, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        register(services);
        var provider = services.BuildServiceProvider();
        try
        {
            await provider.StartInferenceAsync(cancellationToken).ConfigureAwait(false);
            return new(provider);
        }
        catch
        {
            await provider.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}
