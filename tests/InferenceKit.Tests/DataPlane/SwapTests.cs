using InferenceKit.Testing;

namespace InferenceKit.Tests.DataPlane;

public sealed class SwapTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_request_fails_and_no_session_is_freed_too_early_while_versions_swap(bool onWorkers)
    {
        using var rig = new DataPlaneRig(maxWaiting: 10_000);
        var served = rig.Publish(DataPlaneRig.Times(1), version: 1, concurrency: 2, onWorkers: onWorkers);
        var models = new List<FakeModel>();
        using var stop = new CancellationTokenSource();
        var answers = 0;

        var callers = Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var result = await rig.Predictor.TryPredictAsync(caller);
                var prediction = result.GetOrThrow();
                // Version n answers n times the input: the answer must be the named version's own.
                Assert.True(prediction.Info.Model.Version.TryGetNumber(out var version));
                Assert.Equal(version * caller, prediction.Value);
                Interlocked.Increment(ref answers);
                await Task.Yield();
            }
        })).ToArray();

        for (var version = 2; version < 200; version++)
        {
            var model = DataPlaneRig.Times(version);
            models.Add(model);
            var next = rig.Publish(model, version, concurrency: 2, onWorkers: onWorkers);
            var retired = DataPlaneRig.RetireAsync(served);
            // No lease outlives its request, so a drain that takes long has lost one.
            if (await Task.WhenAny(retired, Task.Delay(TimeSpan.FromSeconds(120))) != retired)
                Assert.Fail($"Version {version - 1} did not drain: {served.InFlight} in flight, slots {string.Join(' ', served.Slots.ToArray().Select(s => s.ToString()))}, {rig.Waiting} waiting, {rig.Workers.Threads} workers, pool {ThreadPool.ThreadCount}/{ThreadPool.PendingWorkItemCount}, callers done {callers.Count(c => c.IsCompleted)}.");
            await retired;
            served = next;
            var enough = Volatile.Read(ref answers) + 50;
            await Eventually.True(() => Volatile.Read(ref answers) >= enough || callers.Any(c => c.IsFaulted));
        }
        await stop.CancelAsync();
        await Task.WhenAll(callers);

        Assert.True(answers >= 198 * 50);
        Assert.All(models.SkipLast(1), m => Assert.Equal(0, m.SessionsAlive));
    }
}
