using InferenceKit;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AbTest;

/// <summary>A host with a model in four versions: the primary, a challenger that gets a part of the users, and two shadows.</summary>
internal sealed class Experiment : IAsyncDisposable
{
    public const string Model = "ranking";
    public const int Users = 5_000;

    private readonly ServiceProvider _services;
    private readonly IPredictor<float[], float> _predictor;
    private int _next;

    private Experiment(ServiceProvider services) => (_services, _predictor) = (services, services.GetRequiredKeyedService<IPredictor<float[], float>>(Model));

    public IModelLifecycle Lifecycle => _services.GetRequiredService<IModelLifecycle>();

    public IShadowReports Shadows => _services.GetRequiredService<IShadowReports>();

    public TrafficStatus Traffic => Lifecycle.Models.Single().Traffic!;

    public int Failed { get; private set; }

    public static async Task<Experiment> StartAsync()
    {
        var services = new ServiceCollection();
        services.AddInference(options => options.State.Persist = false)
            .AddModel(Model, Codec.Scalar<float, float>(), model => model
                .FromBytes(OnnxModels.RowSum(4), "1")
                .FromBytes(OnnxModels.RowSum(4, scale: 1.2f), "2")
                .FromBytes(OnnxModels.RowSum(4), "3")
                .FromBytes(OnnxModels.RowSum(4, scale: 1.001f), "4")
                .CompareShadows("same decision", (primary, shadow) => primary > 5 == shadow > 5)
                .Configure(options =>
                {
                    options.Version = "@stable|1";
                    options.Traffic.Variants["challenger"] = new() { Version = "2", WeightPercent = 10 };
                    options.Traffic.Shadows["rebuilt"] = new() { Version = "3" };
                    options.Traffic.Shadows["retrained"] = new() { Version = "4", SamplePercent = 25 };
                }));
        var experiment = new Experiment(services.BuildServiceProvider());
        await experiment._services.StartInferenceAsync();
        while (!experiment.Traffic.Variants.Concat(experiment.Traffic.Shadows).All(share => share.IsReady))
            await Task.Delay(10);
        return experiment;
    }

    /// <summary>Sends requests of one user after the other, and counts the assignments.</summary>
    public async Task<Counts> SendAsync(int requests)
    {
        var counts = new Counts();
        for (var i = 0; i < requests; i++)
        {
            var user = _next++ % Users;
            var result = await _predictor.TryPredictAsync([user % 7, 1, 2, user % 3], new() { RoutingKey = $"user-{user}" });
            if (result.TryGet(out var prediction)) counts.Add(user, prediction.Info);
            else Failed++;
        }
        return counts;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
