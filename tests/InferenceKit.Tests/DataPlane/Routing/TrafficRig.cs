using InferenceKit.Testing;
using InferenceKit.Tests.DataPlane.Resilience;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.DataPlane.Routing;

/// <summary>A model whose primary, version 1, gives ten times its input, and a variant 'challenger', version 2, that gives a hundred times.</summary>
internal sealed class TrafficRig : IAsyncDisposable
{
    private readonly ResilienceRig _rig;

    public TrafficRig(TimeProvider? time = null, Action<ModelBuilder<float[], float>>? model = null, double percent = 30)
    {
        _rig = new ResilienceRig(time, model).Add(ResilienceRig.Model, Challenger, "2");
        _rig.Set($"Models:{ResilienceRig.Model}:Version", "1");
        _rig.Set("State:Persist", "false");
        Say("Variants:challenger:Version", "2").Say("Variants:challenger:WeightPercent", FormattableString.Invariant($"{percent}"));
    }

    public FakeModel Challenger { get; } = ResilienceRig.Times(100);

    public ResilienceRig Whole => _rig;

    public IPredictor<float[], float> Predictor => _rig.Predictor;

    public IModelLifecycle Lifecycle => _rig.Services.GetRequiredService<IModelLifecycle>();

    public ModelStatus Status => Lifecycle.Models.Single(m => m.Name == ResilienceRig.Model);

    public TrafficStatus Traffic => Status.Traffic!;

    /// <summary>Says something of the model, below <c>Traffic</c>.</summary>
    public TrafficRig Say(string key, string value)
    {
        _rig.Set($"Models:{ResilienceRig.Model}:Traffic:{key}", value);
        return this;
    }

    public void Reload(string key, string value) => _rig.Reload($"Models:{ResilienceRig.Model}:Traffic:{key}", value);

    public async Task<TrafficRig> StartAsync()
    {
        await _rig.StartAsync();
        // Versions beside the primary come after the start.
        await Eventually.True(() => Traffic.Variants.All(v => v.IsReady));
        return this;
    }

    public async Task<Prediction<float>> PredictAsync(string? key, float input = 1) =>
        (await Predictor.TryPredictAsync([input], key is null ? null : new() { RoutingKey = key })).GetOrThrow();

    /// <summary>The variant of each of many keys.</summary>
    public async Task<string?[]> AssignAsync(int keys)
    {
        var variants = new string?[keys];
        for (var i = 0; i < keys; i++) variants[i] = (await PredictAsync($"user-{i}")).Info.Variant;
        return variants;
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();
}
