
namespace InferenceKit.Tests.DataPlane;

public sealed class QueueTests
{
    [Fact]
    public async Task Callers_that_wait_are_served_in_the_order_they_came()
    {
        var order = new List<float>();
        using var rig = new DataPlaneRig(codec: new ScalarCodec(onEncode: x => { lock (order) order.Add(x); }));
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true);
        var hold = model.Hold();
        var ct = TestContext.Current.CancellationToken;

        var callers = new List<Task> { rig.Predictor.TryPredictAsync(0, cancellationToken: ct).AsTask() };
        await Eventually.True(() => model.RunsStarted == 1);
        for (var i = 1; i <= 20; i++)
        {
            callers.Add(rig.Predictor.TryPredictAsync(i, cancellationToken: ct).AsTask());
            Assert.Equal(i, rig.Waiting);
        }
        hold.Dispose();
        await Task.WhenAll(callers);

        Assert.Equal(Enumerable.Range(0, 21).Select(i => (float)i), order);
    }

    [Fact]
    public async Task Higher_priority_goes_first_and_equal_priority_in_order()
    {
        var order = new List<float>();
        using var rig = new DataPlaneRig(codec: new ScalarCodec(onEncode: x => { lock (order) order.Add(x); }));
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true);
        var hold = model.Hold();
        var callers = new List<Task> { rig.Predictor.TryPredictAsync(0).AsTask() };
        await Eventually.True(() => model.RunsStarted == 1);

        foreach (var (input, priority) in new[] { (1f, 0), (2f, 5), (3f, 0), (4f, 5), (5f, -1), (6f, 9) })
            callers.Add(rig.Predictor.TryPredictAsync(input, new() { Priority = priority }).AsTask());
        hold.Dispose();
        await Task.WhenAll(callers);

        Assert.Equal([0, 6, 2, 4, 1, 3, 5], order);
    }

    [Fact]
    public async Task A_full_queue_refuses_with_a_time_to_come_back()
    {
        using var rig = new DataPlaneRig(maxWaiting: 2);
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true);
        var hold = model.Hold();
        var ct = TestContext.Current.CancellationToken;
        var running = rig.Predictor.TryPredictAsync(0, cancellationToken: ct).AsTask();
        await Eventually.True(() => model.RunsStarted == 1);
        var accepted = Enumerable.Range(1, 2).Select(i => rig.Predictor.TryPredictAsync(i, cancellationToken: ct).AsTask()).ToArray();

        var refused = await rig.Predictor.TryPredictAsync(9, cancellationToken: ct);

        Assert.Equal(InferenceError.QueueFull, refused.Failure!.Error);
        Assert.True(refused.Failure.RetryAfter > TimeSpan.Zero);
        hold.Dispose();
        Assert.All(await Task.WhenAll([running, .. accepted]), r => Assert.True(r.IsSuccess));
    }

    [Fact]
    public async Task A_caller_that_gives_up_leaves_the_queue_at_once()
    {
        using var rig = new DataPlaneRig();
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true);
        var hold = model.Hold();
        using var cancellation = new CancellationTokenSource();
        var ct = TestContext.Current.CancellationToken;
        var running = rig.Predictor.TryPredictAsync(1, cancellationToken: ct).AsTask();
        await Eventually.True(() => model.RunsStarted == 1);
        var waiting = rig.Predictor.TryPredictAsync(2, cancellationToken: cancellation.Token).AsTask();
        var behind = rig.Predictor.TryPredictAsync(3, cancellationToken: ct).AsTask();

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, rig.Waiting);
        hold.Dispose();
        Assert.Equal(6, (await behind).GetOrThrow().Value);
        Assert.Equal(2, (await running).GetOrThrow().Value);
    }

    [Fact]
    public async Task Waiting_callers_go_to_the_new_version_after_a_swap()
    {
        using var rig = new DataPlaneRig();
        var old = DataPlaneRig.Times(2);
        var first = rig.Publish(old, version: 1, concurrency: 1, onWorkers: true);
        var hold = old.Hold();
        var ct = TestContext.Current.CancellationToken;
        var running = rig.Predictor.TryPredictAsync(1, cancellationToken: ct).AsTask();
        await Eventually.True(() => old.RunsStarted == 1);
        var waiting = rig.Predictor.TryPredictAsync(1, cancellationToken: ct).AsTask();

        rig.Publish(DataPlaneRig.Times(100), version: 2);
        var retired = DataPlaneRig.RetireAsync(first);

        Assert.Equal(100, (await waiting).GetOrThrow().Value);
        Assert.False(retired.IsCompleted);
        hold.Dispose();
        Assert.Equal(2, (await running).GetOrThrow().Value);
        await retired;
    }
}
