using System.Collections.Concurrent;

namespace InferenceKit.Tests.DataPlane.Routing;

/// <summary>Who was part of an experiment.</summary>
public sealed class ExposureTests
{
    [Fact]
    public async Task Each_key_is_told_once_with_its_arm_until_the_weights_change()
    {
        var told = new ConcurrentQueue<Exposure>();
        await using var rig = await new TrafficRig(model: m => m.OnExposure(told.Enqueue), percent: 50).StartAsync();
        var arms = await rig.AssignAsync(50);
        await rig.AssignAsync(50);
        Assert.Equal(arms.Select((arm, i) => new Exposure("fraud", $"user-{i}", arm, 1, 0.5)), told);

        told.Clear();
        rig.Reload("Variants:challenger:WeightPercent", "60");
        await Eventually.True(() => rig.Traffic.AllocationVersion == 2);
        await rig.AssignAsync(50);
        Assert.Equal(50, told.Count);
        Assert.All(told, exposure => Assert.Equal((2, exposure.Variant is null ? 0.4 : 0.6), (exposure.AllocationVersion, exposure.Propensity)));
    }

    [Fact]
    public async Task Callers_at_the_same_time_are_told_once()
    {
        var told = new ConcurrentQueue<Exposure>();
        await using var rig = await new TrafficRig(model: m => m.OnExposure(told.Enqueue), percent: 50).StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => rig.AssignAsync(300))));
        Assert.Equal(300, told.Count);
        Assert.Equal(300, told.DistinctBy(e => e.RoutingKey).Count());
    }

    [Fact]
    public async Task Requests_of_rules_requests_that_choose_and_requests_without_a_key_are_none()
    {
        var told = new ConcurrentQueue<Exposure>();
        await using var rig = await new TrafficRig(model: m => m.OnExposure(told.Enqueue), percent: 50)
            .Say("Rules:10:Variant", "challenger").Say("Rules:10:When:beta:Is", "true").StartAsync();
        _ = (await rig.Predictor.TryPredictAsync([1], new() { RoutingKey = "k", Attributes = new Dictionary<string, object> { ["beta"] = true } })).GetOrThrow();
        _ = (await rig.Predictor.TryPredictAsync([1], new() { RoutingKey = "k", Variant = "challenger" })).GetOrThrow();
        _ = (await rig.Predictor.TryPredictAsync([1])).GetOrThrow();
        Assert.Empty(told);
    }

    [Fact]
    public async Task A_listener_that_throws_fails_no_request()
    {
        await using var rig = await new TrafficRig(model: m => m.OnExposure(_ => throw new InvalidOperationException("full")), percent: 50).StartAsync();
        Assert.True((await rig.Predictor.TryPredictAsync([1], new() { RoutingKey = "k" })).IsSuccess);
    }
}
