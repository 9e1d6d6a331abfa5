using InferenceKit.Serving;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>Which requests are refused before the queue is full.</summary>
public sealed class LoadSheddingTests
{
    [Fact]
    public async Task Requests_below_priority_0_are_refused_from_half_of_the_queue_on()
    {
        using var rig = new DataPlaneRig();
        Assert.Equal((5, 10), await AcceptedAsync(rig, ShedLevels.Default, low: -1, high: 0));
    }

    [Fact]
    public async Task Each_priority_has_the_least_part_that_is_said_for_it_or_a_higher_one()
    {
        using var rig = new DataPlaneRig();
        Assert.Equal((2, 8), await AcceptedAsync(rig, new([(-1, 0.2), (0, 0.8)]), low: -7, high: 0));
        using var other = new DataPlaneRig();
        Assert.Equal((8, 10), await AcceptedAsync(other, new([(-1, 0.2), (0, 0.8)]), low: 0, high: 1));
    }

    [Fact]
    public async Task A_refusal_tells_the_rows_that_wait_without_those_that_are_refused_at_the_same_time()
    {
        const int Callers = 20, Each = 10_000;
        using var rig = new DataPlaneRig();
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, new() { Batching = new() { MaxQueuedRows = 2 } });
        using var hold = model.Hold();
        List<Task<PredictionResult<float>>> accepted = [rig.Predictor.TryPredictAsync(0).AsTask()];
        await Eventually.True(() => model.RunsStarted == 1);
        for (var i = 0; i < 2; i++) accepted.Add(rig.Predictor.TryPredictAsync(i).AsTask());
        Assert.Equal(2, rig.Waiting);

        var messages = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Factory.StartNew(
            () => Enumerable.Range(0, Each).Select(i => Refused(rig.Predictor.TryPredictAsync(i))).Distinct().ToArray(),
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Equal(["doubler: 2 rows wait already."], messages.SelectMany(m => m).Distinct());
        hold.Dispose();
        Assert.All(await Task.WhenAll(accepted), answer => Assert.True(answer.IsSuccess));

        static string Refused(ValueTask<PredictionResult<float>> asked)
        {
            Assert.True(asked.IsCompleted);
            return asked.Result.Failure!.Message;
        }
    }

    [Fact]
    public async Task One_row_waits()
    {
        using var rig = new DataPlaneRig(maxWaiting: 1);
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true);
        using var hold = model.Hold();
        List<Task<PredictionResult<float>>> accepted = [rig.Predictor.TryPredictAsync(0).AsTask()];
        await Eventually.True(() => model.RunsStarted == 1);
        accepted.Add(rig.Predictor.TryPredictAsync(1).AsTask());

        Assert.Equal("doubler: 1 row waits already.", (await rig.Predictor.TryPredictAsync(2)).Failure!.Message);

        hold.Dispose();
        await Task.WhenAll(accepted);
    }

    // A queue that may hold 10 rows beside the one that runs.
    private static async Task<(int Low, int High)> AcceptedAsync(DataPlaneRig rig, ShedLevels levels, int low, int high)
    {
        var model = DataPlaneRig.Times(2);
        rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, new() { Batching = new() { MaxQueuedRows = 10, Shedding = levels } });
        using var hold = model.Hold();
        List<Task<PredictionResult<float>>> callers = [rig.Predictor.TryPredictAsync(0).AsTask()];
        await Eventually.True(() => model.RunsStarted == 1);
        var counts = (Fill(low), Fill(high));
        hold.Dispose();
        Assert.All(await Task.WhenAll(callers), answer => Assert.True(answer.IsSuccess));
        return counts;

        int Fill(int priority)
        {
            while (true)
            {
                var caller = rig.Predictor.TryPredictAsync(1, new() { Priority = priority }).AsTask();
                if (caller.IsCompleted)
                {
                    Assert.Equal(InferenceError.QueueFull, caller.Result.Failure!.Error);
                    return callers.Count - 1;
                }
                callers.Add(caller);
            }
        }
    }
}
