using InferenceKit;
using Microsoft.Extensions.DependencyInjection;

namespace Batching;

/// <summary>A model in service, with batching or without.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private Server(ServiceProvider provider) => _provider = provider;

    public IPredictor<float[], float> Predictor => _provider.GetRequiredService<IPredictor<float[], float>>();

    public static async Task<Server> StartAsync(Subject subject, BatchingMode mode)
    {
        var services = new ServiceCollection();
        services.AddInference()
            .AddModel(subject.Name, subject.Onnx, options => options.Batching.Mode = mode) // Auto, unless one says otherwise.
            .AddModel(subject.Name, Codec.Scalar<float, float>());
        var server = new Server(services.BuildServiceProvider());
        await server._provider.StartInferenceAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}
