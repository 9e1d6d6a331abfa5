using InferenceKit.Testing;
using InferenceKit.Tests.DataPlane.Resilience;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>A model whose primary, version 1, gives ten times its input, and a shadow 'next', version 2.</summary>
internal sealed class ShadowRig : IAsyncDisposable
{
    private readonly ResilienceRig _rig;

    public ShadowRig(float factor = 10, Action<ModelBuilder<float[], float>>? model = null, string? batching = null)
    {
        Next = ResilienceRig.Times(factor);
        _rig = new ResilienceRig(model: model).Add(ResilienceRig.Model, Next, "2");
        _rig.Set($"Models:{ResilienceRig.Model}:Version", "1");
        _rig.Set("State:Persist", "false");
        if (batching is not null) _rig.Set("Defaults:Batching:Mode", batching);
        // Its threads get what nobody else wants, which beside other tests may be nothing for seconds.
        Say("Version", "2").Say("Timeout", "00:10:00");
    }

    public FakeModel Next { get; }

    public ResilienceRig Whole => _rig;

    public IPredictor<float[], float> Predictor => _rig.Predictor;

    public IModelLifecycle Lifecycle => _rig.Services.GetRequiredService<IModelLifecycle>();

    public ShadowReport Report => _rig.Services.GetRequiredService<IShadowReports>().Find("FRAUD", "NEXT")!;

    /// <summary>Says something of the shadow.</summary>
    public ShadowRig Say(string key, string value)
    {
        _rig.Set($"Models:{ResilienceRig.Model}:Traffic:Shadows:next:{key}", value);
        return this;
    }

    public async Task<ShadowRig> StartAsync(Action<ResilienceRig>? say = null)
    {
        say?.Invoke(_rig);
        await _rig.StartAsync();
        // Versions beside the primary come after the start.
        await Eventually.True(() => Lifecycle.Models[0].Traffic is { } traffic && traffic.Shadows.All(s => s.IsReady));
        return this;
    }

    public async Task<float> PredictAsync(float input, string? key = null) =>
        (await Predictor.TryPredictAsync([input], new() { RoutingKey = key })).GetOrThrow().Value;

    /// <summary>Waits until so many requests have been dealt with, one way or the other.</summary>
    public Task ToEndAsync(int requests) => Eventually.True(() => Ended(Report) >= requests);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    private static long Ended(ShadowReport report) => report.Compared + report.Dropped.Values.Sum() + report.BothFailed + report.OnlyPrimaryFailed + report.OnlyShadowFailed;
}
