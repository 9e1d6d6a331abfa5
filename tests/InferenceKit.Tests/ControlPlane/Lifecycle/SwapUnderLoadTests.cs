using InferenceKit.DataPlane;
using InferenceKit.DataPlane.Pipeline;
using InferenceKit.Sessions.Onnx;
using InferenceKit.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit.Tests.ControlPlane.Lifecycle;

public sealed class SwapUnderLoadTests
{
    [Fact]
    public async Task No_request_fails_while_versions_come_and_go()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var rig = new LifecycleRig(sessions: new OnnxSessionFactory(NullLoggerFactory.Instance), time: TimeProvider.System);
        for (var i = 1; i <= 3; i++) rig.Memory.Add(LifecycleRig.Model, ModelVersion.FromNumber(i), OnnxModels.RowSum(1, scale: i));
        await rig.StartAsync();

        var pipeline = new RequestPipeline(rig.DataPlane, new(rig.Serving, rig.DataPlane.Metrics, rig.DataPlane.Executor, rig.DataPlane.Time));
        var predictor = new PredictorProvider(rig.Serving, pipeline, new(pipeline, rig.DataPlane)).GetPredictor<float, float>(LifecycleRig.Model);

        using var done = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 3).Select(_ => Task.Run(
            async () =>
            {
                var answers = 0;
                while (!done.IsCancellationRequested)
                {
                    var answer = await predictor.PredictAsync(1, cancellationToken: ct);
                    // Each answer is wholly of the version it names.
                    Assert.Equal(answer.Info.Model.Version.ToString(), answer.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
                    if (++answers % 64 == 0) await Task.Yield();
                }
                return answers;
            },
            ct)).ToList();
        for (var i = 0; i < 30; i++) await rig.Lifecycle.LoadAsync(LifecycleRig.Model, $"{1 + i % 3}", cancellationToken: ct);
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(callers), answers => Assert.True(answers > 0));
        await Eventually.True(() => rig.Served.Versions.Length == 1 && rig.Status.Versions.All(v => v.State != ModelVersionState.Draining));
    }
}
