using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Testing.Conformance;

/// <summary>The library serving one model, apart from everything else in the process.</summary>
internal sealed class ConformanceHost : IAsyncDisposable
{
    public const string Model = "model";

    private readonly ServiceProvider _provider;

    private ConformanceHost(ServiceProvider provider) => _provider = provider;

    public IInferenceClient Client => _provider.GetRequiredService<IInferenceClient>();

    public IPredictor<TIn, TOut> GetPredictor<TIn, TOut>() => _provider.GetRequiredService<IPredictor<TIn, TOut>>();

    /// <summary>Serves a model with a codec.</summary>
    /// <exception cref="InferenceException">The library cannot load it, or the codec does not suit it.</exception>
    public static async Task<ConformanceHost> StartAsync<TIn, TOut>(
        ConformanceModel model, PredictionCodec<TIn, TOut> codec, Action<ModelOptions>? configure, BatchingMode mode, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddInference(options => options.State.Persist = false).AddModel(Model, codec, builder =>
        {
            _ = model.Path is { } path ? builder.FromFile(path) : builder.FromBytes(model.Bytes);
            builder.Configure(options =>
            {
                configure?.Invoke(options);
                options.Batching.Mode = mode;
            });
        });
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
