using InferenceKit.Serving;

namespace InferenceKit.Tests.DataPlane.Execution;

/// <summary>A session that throws fails the caller of that run, and its concurrency slot comes back.</summary>
public sealed class ThrowingSessionTests
{
    [Theory]
    [InlineData(false, BatchingMode.Auto)]
    [InlineData(true, BatchingMode.Auto)]
    [InlineData(false, BatchingMode.Off)]
    [InlineData(true, BatchingMode.Fixed)]
    public async Task A_typed_request_fails_as_a_value_and_the_next_is_answered(bool onWorkers, BatchingMode mode)
    {
        using var rig = new DataPlaneRig();
        var session = new ThrowingSession(DataPlaneRig.Times(2).CreateSession());
        var version = rig.Publish(session, version: 1, concurrency: 1, onWorkers: onWorkers, policy: Policy(mode));
        for (var i = 0; i < 5; i++)
        {
            session.Throw(1);
            var failed = await rig.Predictor.TryPredictAsync(1).AsTask().WaitAsync(PublicHost.Limit);
            Assert.Equal(InferenceError.ExecutionFailed, failed.Failure?.Error);

            Assert.Equal(10, (await rig.Predictor.PredictAsync(5).AsTask().WaitAsync(PublicHost.Limit)).Value);
        }
        await Eventually.True(() => version.InFlight == 0, seconds: 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_on_values_fails_and_the_next_is_answered(bool onWorkers)
    {
        using var rig = new DataPlaneRig();
        var session = new ThrowingSession(DataPlaneRig.Times(2).CreateSession());
        var version = rig.Publish(session, version: 1, concurrency: 1, onWorkers: onWorkers);
        for (var i = 0; i < 5; i++)
        {
            session.Throw(1);
            var failed = await Assert.ThrowsAsync<InferenceException>(() => InferAsync(rig, 1).WaitAsync(PublicHost.Limit));
            Assert.Equal(InferenceError.ExecutionFailed, failed.Failure.Error);

            Assert.Equal(10, await InferAsync(rig, 5).WaitAsync(PublicHost.Limit));
        }
        await Eventually.True(() => version.InFlight == 0, seconds: 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_of_many_rows_fails_and_the_next_is_answered(bool onWorkers)
    {
        using var rig = new DataPlaneRig();
        var session = new ThrowingSession(DataPlaneRig.Times(2).CreateSession());
        var version = rig.Publish(session, version: 1, concurrency: 1, onWorkers: onWorkers);
        // However often a run of many rows is tried again in parts, all of it throws.
        session.Throw(1_000);
        var failed = await Assert.ThrowsAsync<InferenceException>(() => rig.Predictor.PredictManyAsync(new float[40], new float[40]).AsTask().WaitAsync(PublicHost.Limit));
        Assert.Equal(InferenceError.ExecutionFailed, failed.Failure.Error);
        session.Throw(0);

        var outputs = new float[3];
        await rig.Predictor.PredictManyAsync(new float[] { 1, 2, 3 }, outputs).AsTask().WaitAsync(PublicHost.Limit);
        Assert.Equal([2f, 4, 6], outputs);
        await Eventually.True(() => version.InFlight == 0, seconds: 10);
    }

    [Fact]
    public async Task A_version_whose_session_threw_drains()
    {
        using var rig = new DataPlaneRig();
        var session = new ThrowingSession(DataPlaneRig.Times(2).CreateSession());
        var first = rig.Publish(session, version: 1, concurrency: 1);
        session.Throw(1);
        var failed = await rig.Predictor.TryPredictAsync(1).AsTask().WaitAsync(PublicHost.Limit);
        Assert.False(failed.IsSuccess);
        rig.Publish(DataPlaneRig.Times(3), version: 2);

        await DataPlaneRig.RetireAsync(first).WaitAsync(PublicHost.Limit);
        Assert.Equal(15, (await rig.Predictor.PredictAsync(5)).Value);
    }

    private static ServingPolicy Policy(BatchingMode mode) => new() { Batching = new() { Mode = mode, MaxQueueDelay = TimeSpan.Zero } };

    private static async Task<float> InferAsync(DataPlaneRig rig, float input)
    {
        using var response = await rig.Client.InferAsync(new(DataPlaneRig.Model, new NamedValue("x", TensorValue.Copy([input], 1, 1))));
        return response["y"].AsTensor().AsSpan<float>()[0];
    }
}
