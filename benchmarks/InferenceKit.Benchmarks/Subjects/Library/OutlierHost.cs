using InferenceKit.Benchmarks.Models;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>A host of one model that sums rows of any length; metrics on.</summary>
internal sealed class OutlierHost : IAsyncDisposable
{
    private readonly MetricsReader _metrics = new();
    private readonly ServiceProvider _provider;

    private OutlierHost(ServiceProvider provider) => _provider = provider;

    public IPredictor<float[], float> Predictor => _provider.GetRequiredService<IPredictor<float[], float>>();

    public static async Task<OutlierHost> StartAsync(ModelShelf shelf)
    {
        var path = shelf.Keep("any-length.onnx", () => OnnxModelBuilder.Create("any-length")
            .Input("x", ElementType.Float32, "batch", "length")
            .ReduceSum("x", "y")
            .Output("y", ElementType.Float32, "batch", 1)
            .Build());
        var services = new ServiceCollection().AddMetrics();
        services.AddInference(options => options.State.Persist = false).AddModel<float[], float>(
            "sum", (row, writer) => row.CopyTo(writer.Row<float>(0, [row.Length])), reader => reader.Row<float>(0)[0], m => m.FromFile(path));
        var host = new OutlierHost(services.BuildServiceProvider());
        await host._provider.StartInferenceAsync();
        return host;
    }

    public ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        return _provider.DisposeAsync();
    }
}
