using InferenceKit.Conformance.Cases;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Conformance.Runs;

/// <summary>The library serving one model, registered and started as a user does without a host.</summary>
internal sealed class KitHost : IAsyncDisposable
{
    public const string Model = "case";

    private readonly ServiceProvider _provider;

    private KitHost(ServiceProvider provider) => _provider = provider;

    public IInferenceClient Client => _provider.GetRequiredService<IInferenceClient>();

    public IPredictor<TIn, TOut> GetPredictor<TIn, TOut>() => _provider.GetRequiredService<IPredictor<TIn, TOut>>();

    /// <summary>Serves a model for the client alone.</summary>
    /// <exception cref="InferenceException">The model cannot be loaded.</exception>
    public static Task<KitHost> StartAsync(ModelCase modelCase, CancellationToken cancellationToken) =>
        StartAsync(services => services.AddInference().AddModel(Model, options => options.Source = modelCase.ModelPath), cancellationToken);

    /// <summary>Serves a model with a codec.</summary>
    /// <exception cref="InferenceException">The model cannot be loaded.</exception>
    public static Task<KitHost> StartAsync<TIn, TOut>(
        ModelCase modelCase, PredictionCodec<TIn, TOut> codec, CancellationToken cancellationToken) =>
        StartAsync(
            services => services.AddInference().AddModel(
                Model, codec, model => model.Configure(options => options.Source = modelCase.ModelPath)),
            cancellationToken);

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private static async Task<KitHost> StartAsync(Action<IServiceCollection> register, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        register(services);
        var provider = services.BuildServiceProvider();
        try
        {
            await provider.StartInferenceAsync(cancellationToken);
            return new(provider);
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }
}
