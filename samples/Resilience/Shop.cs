using InferenceKit;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Resilience;

/// <summary>A host with a model that scores payments, and what answers when it does not: another model, a rule, a constant.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public const string Model = "fraud";

    private static readonly float[] Payment = [0.1f, 0.2f, 0.3f];
    private readonly ServiceProvider _services;
    private readonly IPredictor<float[], float> _predictor;

    private Shop(ServiceProvider services) => (_services, _predictor) = (services, services.GetRequiredKeyedService<IPredictor<float[], float>>(Model));

    public FaultInjector Faults => _services.GetRequiredService<FaultInjector>();

    public IModelLifecycle Lifecycle => _services.GetRequiredService<IModelLifecycle>();

    public static async Task<Shop> StartAsync()
    {
        var services = new ServiceCollection();
        services.AddInference(options => options.State.Persist = false)
            .AddModel(Model, Codec.Scalar<float, float>(), model => model
                .FromBytes(OnnxModels.RowSum(3))
                .AddFallback("rule", (payment, failure) => payment[0] > 0.5f ? 1 : 0)
                .AddValidator("plausible", score => score >= 0)
                .Configure(options =>
                {
                    options.Resilience.Timeout = TimeSpan.FromMilliseconds(100);
                    options.Resilience.Fallback[10] = new() { Model = "simple" };
                    options.Resilience.Fallback[20] = new() { Use = "rule" };
                    options.Resilience.Validators["y"] = new() { Finite = true };
                    options.Resilience.CircuitBreaker.FailurePercent = 50;
                    options.Execution.MaxConcurrency = 1;
                    options.Batching.Mode = BatchingMode.Off;
                    options.Batching.MaxQueuedRows = 0;
                }))
            .AddModel("simple", Codec.Scalar<float, float>(), model => model.FromBytes(OnnxModels.RowSum(3)))
            .AddFaults();
        var shop = new Shop(services.BuildServiceProvider());
        await shop._services.StartInferenceAsync();
        return shop;
    }

    public async Task<PredictionResult<float>> PredictAsync(float[]? payment = null) => await _predictor.TryPredictAsync(payment ?? Payment);

    /// <summary>A run that hangs takes the only concurrency slot, and no request may wait.</summary>
    public async Task<PredictionResult<float>> PredictInAFullQueueAsync()
    {
        using var fault = Faults.Add(new() { Kind = FaultKind.Hang, Model = Model });
        var first = Task.Run(() => PredictAsync());
        while (Lifecycle.Models.Single(m => m.Name == Model).Versions.All(v => v.InFlight == 0))
            await Task.Delay(1);
        var second = await PredictAsync();
        await first;
        return second;
    }

    public async Task StopAsync() => await _services.DisposeAsync();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
