using InferenceKit.Testing;
using InferenceKit.Tests.ControlPlane;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.DataPlane.Resilience;

/// <summary>A version that is tried by its samples, whose replay does not end by itself.</summary>
public sealed class StuckProbeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(VersionTransition.AvailabilityPreserving, false)]
    [InlineData(VersionTransition.ResourcePreserving, false)]
    [InlineData(VersionTransition.AvailabilityPreserving, true)]
    [InlineData(VersionTransition.ResourcePreserving, true)]
    public async Task A_replay_that_does_not_end_is_stopped_or_given_up_and_holds_up_no_rollout(VersionTransition transition, bool ignoresTermination)
    {
        var ct = TestContext.Current.CancellationToken;
        await PublishAsync("1", 1);
        await PublishAsync("2", 2);
        var services = new ServiceCollection();
        services.AddInference(o =>
        {
            (o.Repository.Path, o.Repository.StagingPath, o.Repository.SettleTime) = (_folder["models"], _folder["staging"], TimeSpan.Zero);
            o.State.Persist = false;
        }).AddFaults().AddModel("guarded", Codec.Scalar<float, float>(), m => m.Configure(o =>
        {
            (o.Version, o.KeepPrevious, o.Transition) = ("1", 0, transition);
            o.Execution.MaxRunTime = TimeSpan.FromSeconds(1);
            o.Resilience.Timeout = TimeSpan.FromMilliseconds(500);
            o.Resilience.CircuitBreaker.FailurePercent = 50;
            o.Resilience.CircuitBreaker.MinimumRequests = 2;
            o.Resilience.CircuitBreaker.BreakDuration = TimeSpan.FromMilliseconds(500);
        }));
        await using var host = services.BuildServiceProvider();
        await host.StartInferenceAsync(ct);
        var (predictor, lifecycle, faults) =
            (host.GetRequiredService<IPredictor<float[], float>>(), host.GetRequiredService<IModelLifecycle>(), host.GetRequiredService<FaultInjector>());
        var broken = faults.Add(new() { Kind = FaultKind.Throw, Version = "1" });
        for (var i = 0; i < 4; i++) Assert.False((await predictor.TryPredictAsync([1, 1], cancellationToken: ct)).IsSuccess);
        Assert.Equal(CircuitState.Open, lifecycle.Models[0].Versions.Single(v => v.Version.ToString() == "1").Circuit);

        // From now on a run ends only when it is asked to, or not even then.
        using var hang = faults.Add(new() { Kind = FaultKind.Hang, Version = "1", IgnoresTermination = ignoresTermination });
        broken.Dispose();
        await Eventually.True(() => faults.Injected(FaultKind.Hang) > 0, seconds: 30);
        await lifecycle.LoadAsync("guarded", "2", null, ct).WaitAsync(PublicHost.Limit, ct);

        Assert.Equal(4, (await predictor.PredictAsync([1, 1], cancellationToken: ct)).Value);
        if (ignoresTermination) hang.Dispose();
        await Eventually.True(() => lifecycle.Models[0].Versions.All(v => v.Version.ToString() != "1" || v.State == ModelVersionState.Unloaded), seconds: 30);
    }

    private async Task PublishAsync(string version, float factor)
    {
        var file = _folder[$"source-{version}.onnx"];
        await File.WriteAllBytesAsync(file, OnnxModels.RowSum(2, factor), TestContext.Current.CancellationToken);
        var sample = new ModelSample("ones", new NamedValue("x", TensorValue.Copy([1f, 1f], 1, 2)));
        await new ModelPublisher(_folder["models"]).PublishAsync(new("guarded", file) { Version = version, Samples = [sample] });
    }
}
