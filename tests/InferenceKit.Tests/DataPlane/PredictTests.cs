using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace InferenceKit.Tests.DataPlane;

public sealed class PredictTests
{
    private static CancellationToken Cancelled => new(canceled: true);

    [Fact]
    public async Task A_prediction_carries_its_value_model_and_version()
    {
        using var rig = new DataPlaneRig();
        rig.Publish(DataPlaneRig.Times(2), version: 7);

        var prediction = await rig.Predictor.PredictAsync(21, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(42, prediction.Value);
        Assert.Equal("doubler/7", prediction.Info.Model.ToString());
        Assert.Equal(1, prediction.Info.BatchSize);
        Assert.Equal(1.0, prediction.Info.Propensity);
    }

    [Fact]
    public async Task Every_caller_gets_its_own_answer_however_many_there_are()
    {
        using var rig = new DataPlaneRig(maxWaiting: 10_000);
        rig.Publish(DataPlaneRig.Times(3), version: 1, concurrency: 2);

        var ids = new System.Collections.Concurrent.ConcurrentDictionary<PredictionId, bool>();
        await Parallel.ForAsync(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (caller, ct) =>
        {
            for (var i = 0; i < 500; i++)
            {
                var input = caller * 1000 + i;
                var prediction = await rig.Predictor.PredictAsync(input, cancellationToken: ct);
                Assert.Equal(3f * input, prediction.Value);
                Assert.True(ids.TryAdd(prediction.Info.Id, true), "two predictions share an id");
            }
        });
        Assert.Equal(64 * 500, ids.Count);
    }

    [Fact]
    public async Task Runs_on_workers_give_every_caller_its_own_answer_too()
    {
        using var rig = new DataPlaneRig(maxWaiting: 10_000);
        rig.Publish(DataPlaneRig.Times(3), version: 1, concurrency: 3, onWorkers: true);

        await Parallel.ForAsync(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (caller, ct) =>
        {
            for (var i = 0; i < 100; i++)
                Assert.Equal(3f * (caller * 1000 + i), (await rig.Predictor.PredictAsync(caller * 1000 + i, cancellationToken: ct)).Value);
        });
    }

    [Fact]
    public void A_steady_inline_prediction_allocates_nothing()
    {
        using var rig = new DataPlaneRig();
        // Other tests crowd the thread pool, which would send callers to the queue.
        rig.Publish(DataPlaneRig.Times(2), version: 1, policy: new() { Batching = new() { Mode = BatchingMode.Off } });
        Predict(rig.Predictor, times: 2_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Predict(rig.Predictor, times: 1_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // A thousand calls: less than a byte each leaves room only for what the runtime does now and then.
        Assert.InRange(allocated, 0, 999);
    }

    private static void Predict(IPredictor<float, float> predictor, int times)
    {
        for (var i = 0; i < times; i++)
        {
#pragma warning disable CA2012, xUnit1031 // It has completed, as asserted.
            var result = predictor.TryPredictAsync(i, cancellationToken: default);
            if (!result.IsCompletedSuccessfully || result.Result.GetOrThrow().Value != 2f * i) Assert.Fail("It did not complete at once with its answer.");
#pragma warning restore CA2012, xUnit1031
        }
    }

    [Fact]
    public async Task A_caller_that_has_cancelled_before_gets_its_cancellation()
    {
        using var rig = new DataPlaneRig();
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await rig.Predictor.TryPredictAsync(1, cancellationToken: Cancelled));
        Assert.Equal(0, model.RunsStarted);
    }

    [Fact]
    public async Task A_failed_run_is_a_value_and_the_next_one_succeeds()
    {
        using var rig = new DataPlaneRig();
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 4);
        model.FailWith(new InvalidOperationException("node 'gather_3' failed"));

        var failed = await rig.Predictor.TryPredictAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        model.FailWith(null);
        var succeeded = await rig.Predictor.TryPredictAsync(1, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(InferenceError.ExecutionFailed, failed.Failure!.Error);
        Assert.Contains("doubler/4", failed.Failure.Message, StringComparison.Ordinal);
        Assert.True(succeeded.IsSuccess);
    }

    [Fact]
    public async Task A_codec_that_throws_fails_its_own_caller_and_names_no_value()
    {
        using var rig = new DataPlaneRig(codec: new ScalarCodec(onEncode: x => { if (x < 0) throw new FormatException($"secret {x}"); }));
        rig.Publish(DataPlaneRig.Times(2), version: 1, concurrency: 1);

        var failed = await rig.Predictor.TryPredictAsync(-5, cancellationToken: TestContext.Current.CancellationToken);
        var next = await rig.Predictor.TryPredictAsync(5, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(InferenceError.InvalidInput, failed.Failure!.Error);
        Assert.DoesNotContain("secret", failed.Failure.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(failed.Failure.Cause);
        Assert.True(next.IsSuccess);
    }

    [Fact]
    public async Task A_decoder_that_throws_is_an_invalid_output()
    {
        using var rig = new DataPlaneRig(codec: new ScalarCodec(onDecode: _ => throw new InvalidCastException()));
        rig.Publish(DataPlaneRig.Times(2), version: 1, concurrency: 1);

        for (var i = 0; i < 3; i++)
            Assert.Equal(InferenceError.InvalidOutput, (await rig.Predictor.TryPredictAsync(1, cancellationToken: TestContext.Current.CancellationToken)).Failure!.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_codec_runs_in_the_execution_context_of_its_own_caller(bool onWorkers)
    {
        var caller = new AsyncLocal<float>();
        var strangers = 0;
        void Check(float x)
        {
            if (caller.Value != Math.Abs(x)) Interlocked.Increment(ref strangers);
        }
        using var rig = new DataPlaneRig(maxWaiting: 1000, codec: new ScalarCodec(Check, x => Check(x / 2)));
        rig.Publish(DataPlaneRig.Times(2), version: 1, concurrency: 1, onWorkers: onWorkers);

        await Parallel.ForAsync(1, 33, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, ct) =>
        {
            caller.Value = i;
            for (var n = 0; n < 50; n++) await rig.Predictor.PredictAsync(i, cancellationToken: ct);
        });
        Assert.Equal(0, strangers);
    }

    [Fact]
    public async Task A_model_without_a_version_says_why_it_is_not_ready()
    {
        using var rig = new DataPlaneRig();

        var result = await rig.Predictor.TryPredictAsync(1, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(InferenceError.ModelNotReady, result.Failure!.Error);
        Assert.Contains("loading has not started", result.Failure.Message, StringComparison.Ordinal);
        Assert.True(result.Failure.IsTransient);
        Assert.Throws<InferenceException>(() => rig.Predictor.Signature);
    }

    [Fact]
    public async Task A_stopping_host_refuses_new_requests()
    {
        using var rig = new DataPlaneRig();
        rig.Publish(DataPlaneRig.Times(2), version: 1);
        rig.Serving.BeginShutdown();

        var result = await rig.Predictor.TryPredictAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(InferenceError.ShuttingDown, result.Failure!.Error);
    }

    [Fact]
    public async Task A_request_may_name_a_version_and_is_told_which_are_loaded()
    {
        using var rig = new DataPlaneRig();
        var old = rig.Publish(DataPlaneRig.Times(2), version: 1);
        var next = rig.Publish(DataPlaneRig.Times(10), version: 2);
        rig.Serving.Publish(rig.Registration, m => m with { Versions = [old, next] });
        var ct = TestContext.Current.CancellationToken;

        Assert.Equal(2, (await rig.Predictor.PredictAsync(1, new() { Version = "001" }, ct)).Value);
        Assert.Equal(10, (await rig.Predictor.PredictAsync(1, cancellationToken: ct)).Value);
        var missing = await rig.Predictor.TryPredictAsync(1, new() { Version = "9" }, ct);
        Assert.Equal(InferenceError.VersionNotFound, missing.Failure!.Error);
        Assert.Contains("1, 2", missing.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Durations_are_recorded_by_model_version_and_outcome()
    {
        using var rig = new DataPlaneRig();
        using var durations = new MetricCollector<double>(rig.Meters, "InferenceKit", "inferencekit.prediction.duration");
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 3);
        var ct = TestContext.Current.CancellationToken;

        await rig.Predictor.PredictAsync(1, cancellationToken: ct);
        model.FailWith(new InvalidOperationException("no"));
        await rig.Predictor.TryPredictAsync(1, cancellationToken: ct);

        var taken = durations.GetMeasurementSnapshot();
        Assert.Equal(["success", "execution_failed"], taken.Select(m => m.Tags["outcome"]));
        Assert.All(taken, m => Assert.Equal(("doubler", "3"), (m.Tags["model"], m.Tags["version"])));
        Assert.All(taken, m => Assert.InRange(m.Value, 0, 10));
    }
}
