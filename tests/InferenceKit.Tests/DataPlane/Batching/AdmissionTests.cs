using InferenceKit.Serving;
using InferenceKit.Testing;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.DataPlane.Batching;

/// <summary>Who comes in with a deadline, where it is known how long a row takes.</summary>
public sealed class AdmissionTests
{
    private static readonly ServingPolicy OneByOne = new() { Batching = new() { Mode = BatchingMode.Off } };

    [Fact]
    public async Task Who_cannot_be_in_time_is_turned_away_at_once_and_then_the_queue_is_kept_to_half_of_the_time()
    {
        using var rig = new DataPlaneRig(time: new FakeTimeProvider());
        // A row takes 1 ms.
        var model = new FakeModel(1, 1, (x, y) =>
        {
            rig.Clock.Advance(TimeSpan.FromMilliseconds(1));
            y[0] = 2 * x[0];
        });
        var version = rig.Publish(model, version: 1, concurrency: 1, onWorkers: true, policy: OneByOne);
        await LearnAsync(rig, model, version);

        using var hold = model.Hold();
        var started = model.RunsStarted;
        List<Task<PredictionResult<float>>> accepted = [rig.Predictor.TryPredictAsync(0).AsTask()];
        await Eventually.True(() => model.RunsStarted == started + 1);
        for (var i = 0; i < 20; i++) accepted.Add(Ask(rig, milliseconds: 1000));

        // Behind 20 ms.
        accepted.Add(Ask(rig, milliseconds: 30));
        Assert.All(accepted, a => Assert.False(a.IsCompleted));
        Assert.Equal("doubler: the deadline cannot be met: 21 rows wait before it.", await IsRefusedAsync(Ask(rig, milliseconds: 20)));
        await IsRefusedAsync(Ask(rig, milliseconds: 30));
        accepted.Add(Ask(rig, milliseconds: 60));
        Assert.False(accepted[^1].IsCompleted);

        // When none has been turned away for a while.
        rig.Clock.Advance(TimeSpan.FromMilliseconds(150));
        accepted.Add(Ask(rig, milliseconds: 35));
        Assert.False(accepted[^1].IsCompleted);
        hold.Dispose();
        await Task.WhenAll(accepted);
    }

    // Behind one another, or nothing is learnt of how fast a queue is worked off.
    private static async Task LearnAsync(DataPlaneRig rig, FakeModel model, ServedVersion version)
    {
        var hold = model.Hold();
        var callers = Enumerable.Range(0, 80).Select(_ => rig.Predictor.TryPredictAsync(1).AsTask()).ToArray();
        await Eventually.True(() => version.Queue.Rows == callers.Length - 1);
        hold.Dispose();
        await Task.WhenAll(callers);
    }

    private static async Task<string> IsRefusedAsync(Task<PredictionResult<float>> asked)
    {
        Assert.True(asked.IsCompleted);
        Assert.Equal(InferenceError.DeadlineExceeded, (await asked).Failure!.Error);
        return (await asked).Failure!.Message;
    }

    private static Task<PredictionResult<float>> Ask(DataPlaneRig rig, int milliseconds) =>
        rig.Predictor.TryPredictAsync(1, new() { Timeout = TimeSpan.FromMilliseconds(milliseconds) }).AsTask();
}
