using InferenceKit.Tests.DataPlane.Resilience;
using InferenceKit.Tests.DataPlane.Routing;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.ControlPlane.Lifecycle.Changes;

/// <summary>Traffic that changes while requests go on.</summary>
public sealed class SetTrafficTests
{
    private const string Model = ResilienceRig.Model;

    [Fact]
    public async Task Weights_by_hand_move_as_few_keys_as_they_allow_and_the_audit_says_who_and_why()
    {
        await using var rig = await new TrafficRig(percent: 10).StartAsync();
        var before = await rig.AssignAsync(2_000);
        await rig.Lifecycle.SetTrafficAsync(Model, Weights(("CHALLENGER", 50)), new() { By = "ann", Reason = "it is good" });
        var after = await rig.AssignAsync(2_000);

        // Nobody leaves the challenger, and 40 of 100 come to it.
        Assert.DoesNotContain(before.Zip(after), pair => pair is { First: "challenger", Second: null });
        Assert.InRange(before.Zip(after).Count(pair => pair.First != pair.Second), 700, 900);
        var arm = rig.Traffic.Variants[1];
        Assert.Equal((2, 50.0, VersionDecision.Edit), (rig.Traffic.AllocationVersion, arm.Percent, arm.DecidedBy));
        var audit = rig.Status.Audit[^1];
        Assert.Equal((ModelEditKind.SetTraffic, "ann", "challenger 10 %", "challenger 50 %", "it is good"), (audit.Kind, audit.By, audit.From, audit.To, audit.Reason));
    }

    [Fact]
    public async Task What_was_set_by_hand_stands_against_configuration_until_it_is_dropped()
    {
        await using var rig = await new TrafficRig(percent: 10).StartAsync();
        await rig.Lifecycle.SetTrafficAsync(Model, Weights(("challenger", 50)));
        rig.Reload("Variants:challenger:WeightPercent", "20");
        await rig.Lifecycle.SetTrafficAsync(Model, Weights(("challenger", 60)));
        Assert.Equal(60, rig.Traffic.Variants[1].Percent);

        await rig.Lifecycle.ReloadAsync(Model);
        Assert.Equal((20.0, VersionDecision.Configuration), (rig.Traffic.Variants[1].Percent, rig.Traffic.Variants[1].DecidedBy));
    }

    [Fact]
    public async Task A_reload_of_configuration_deals_anew_and_one_of_something_else_does_not()
    {
        await using var rig = await new TrafficRig(percent: 10).StartAsync();
        rig.Whole.Reload($"Models:{Model}:Batching:MaxQueuedRows", "17");
        rig.Reload("Variants:challenger:WeightPercent", "15");
        await Eventually.True(() => rig.Traffic.AllocationVersion == 2);
        Assert.Equal([85.0, 15.0], rig.Traffic.Variants.Select(v => v.Percent));
    }

    [Fact]
    public async Task A_ramp_takes_its_steps_when_they_are_due()
    {
        var clock = new FakeTimeProvider();
        await using var rig = await new TrafficRig(clock, percent: 10).StartAsync();
        await rig.Lifecycle.SetTrafficAsync(Model, new()
        {
            WeightPercents = { ["challenger"] = 50 },
            Ramp = new() { Steps = 4, Interval = TimeSpan.FromMinutes(5) },
        });
        foreach (var (percent, taken) in new[] { (20.0, 1), (30.0, 2), (40.0, 3) })
        {
            await Eventually.True(() => rig.Traffic.Variants[1].Percent == percent);
            Assert.Equal((taken, 4), rig.Traffic.Ramp);
            Assert.Equal(TimeSpan.FromMinutes(5), rig.Traffic.NextRampStep - clock.GetUtcNow());
            clock.Advance(TimeSpan.FromMinutes(5));
        }
        await Eventually.True(() => rig.Traffic.Variants[1].Percent == 50);
        Assert.Null(rig.Traffic.Ramp);
        await Eventually.True(() => rig.Status.Audit.Count(a => a.Kind == ModelEditKind.RampTraffic) == 3);
        Assert.Equal(["step 2 of 4", "step 3 of 4", "step 4 of 4"], rig.Status.Audit.Where(a => a.Kind == ModelEditKind.RampTraffic).Select(a => a.Reason));
        Assert.Equal(5, rig.Traffic.AllocationVersion);
    }

    [Fact]
    public async Task Another_change_of_weights_ends_a_ramp()
    {
        var clock = new FakeTimeProvider();
        await using var rig = await new TrafficRig(clock, percent: 10).StartAsync();
        await rig.Lifecycle.SetTrafficAsync(Model, new()
        {
            WeightPercents = { ["challenger"] = 50 },
            Ramp = new() { Steps = 2, Interval = TimeSpan.FromMinutes(5) },
        });
        await rig.Lifecycle.SetTrafficAsync(Model, Weights(("challenger", 5)));
        clock.Advance(TimeSpan.FromHours(1));
        await rig.Lifecycle.SetTrafficAsync(Model, Weights(("challenger", 6)));
        Assert.Equal((6, null), (rig.Traffic.Variants[1].Percent, rig.Traffic.Ramp));
    }

    [Theory]
    [InlineData("nobody", 10, "there is no variant 'nobody'; there are: challenger, other")]
    [InlineData("challenger", -1, "variant 'challenger' must get 0 to 100 percent, not -1")]
    [InlineData("challenger", double.NaN, "variant 'challenger' must get 0 to 100 percent, not NaN")]
    [InlineData("challenger", 80, "the variants would get 110 percent together (challenger 80, other 30); 100 is the most")]
    public async Task A_change_that_cannot_be_leaves_traffic_as_it_was(string variant, double percent, string message)
    {
        await using var rig = await new TrafficRig(percent: 10).Say("Variants:other:Version", "2").Say("Variants:other:WeightPercent", "30").StartAsync();
        var error = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.SetTrafficAsync(Model, Weights((variant, percent))));
        Assert.Equal(InferenceError.InvalidInput, error.Failure.Error);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, rig.Traffic.AllocationVersion);
        Assert.Empty(rig.Status.Audit);
    }

    [Fact]
    public async Task A_ramp_or_a_change_that_says_nothing_is_refused()
    {
        await using var rig = await new TrafficRig().StartAsync();
        await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.SetTrafficAsync(Model, new()));
        foreach (var ramp in new TrafficRamp[] { new() { Steps = 0, Interval = TimeSpan.Zero }, new() { Steps = 2, Interval = TimeSpan.FromTicks(-1) }, new() { Steps = 2, Interval = TimeSpan.MaxValue } })
            await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.SetTrafficAsync(Model, new() { WeightPercents = { ["challenger"] = 1 }, Ramp = ramp }));
    }

    [Fact]
    public async Task Writers_at_the_same_time_lose_nothing()
    {
        await using var rig = await new TrafficRig(percent: 10).Say("Variants:other:Version", "2").StartAsync();
        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Task.Run(() => rig.Lifecycle.SetTrafficAsync(Model, Weights((i % 2 == 0 ? "challenger" : "other", i))))));
        Assert.Equal(20, rig.Status.Audit.Count(a => a.Kind == ModelEditKind.SetTraffic));
    }

    private static TrafficChange Weights(params (string Variant, double Percent)[] weights)
    {
        var change = new TrafficChange();
        foreach (var (variant, percent) in weights) change.WeightPercents[variant] = percent;
        return change;
    }
}
