using InferenceKit.Testing;
using InferenceKit.Tests.DataPlane.Resilience;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace InferenceKit.Tests.DataPlane.Routing;

/// <summary>What happens where a variant does not answer: its request still counts for it.</summary>
public sealed class VariantFallbackTests
{
    private static readonly InferenceRequestOptions ToChallenger = new() { RoutingKey = "k" };

    [Fact]
    public async Task The_primary_answers_for_a_variant_that_fails_and_the_answer_keeps_the_variant()
    {
        await using var rig = await new TrafficRig(percent: 100).StartAsync();
        rig.Challenger.FailWith(new InvalidOperationException("broken"));
        var answer = (await rig.Predictor.TryPredictAsync([1], ToChallenger)).GetOrThrow();
        Assert.Equal((10, "challenger", -1, FallbackReason.Exception), (answer.Value, answer.Info.Variant, answer.Info.FallbackStep, answer.Info.Reason));
        Assert.Equal(("1", 1.0, VariantAssignment.Key), (answer.Info.Model.Version.ToString(), answer.Info.Propensity, answer.Info.Assignment));
    }

    [Fact]
    public async Task The_chain_follows_where_the_primary_fails_too()
    {
        await using var rig = await new TrafficRig(model: m => m.AddFallback("guess", (_, _) => 7), percent: 100).StartAsync();
        rig.Challenger.FailWith(new InvalidOperationException("broken"));
        rig.Whole.Primary.FailWith(new InvalidOperationException("broken, too"));
        var answer = (await rig.Predictor.TryPredictAsync([1], ToChallenger)).GetOrThrow();
        Assert.Equal((7, "challenger", 10), (answer.Value, answer.Info.Variant, answer.Info.FallbackStep));
    }

    [Fact]
    public async Task A_failure_is_told_where_the_host_does_not_want_another_answer()
    {
        await using var rig = new TrafficRig(percent: 100);
        rig.Whole.Say("FallbackOn:Exception", "false");
        await rig.StartAsync();
        rig.Challenger.FailWith(new InvalidOperationException("broken"));
        Assert.Equal(InferenceError.ExecutionFailed, (await rig.Predictor.TryPredictAsync([1], ToChallenger)).Failure!.Error);
    }

    [Fact]
    public async Task A_variant_that_is_not_there_does_not_keep_its_users_from_an_answer()
    {
        await using var rig = new TrafficRig(percent: 100).Say("Variants:challenger:Version", "9");
        rig.Whole.Collection.AddHealthChecks().AddInference();
        await rig.Whole.StartAsync();
        await Eventually.True(() => rig.Status.Traffic is { AllocationVersion: 1 });
        var answer = (await rig.Predictor.TryPredictAsync([1], ToChallenger)).GetOrThrow();
        Assert.Equal((10, "challenger", -1, FallbackReason.NotReady), (answer.Value, answer.Info.Variant, answer.Info.FallbackStep, answer.Info.Reason));
        var health = await rig.Whole.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("variant 'challenger': there is no version '9'; the primary answers for it", string.Join('\n', health.Entries.Values.Select(e => e.Description)), StringComparison.Ordinal);
        var status = rig.Traffic.Variants[1];
        Assert.Equal((false, "there is no version '9'"), (status.IsReady, status.Problem));
    }

    [Fact]
    public async Task A_variant_that_hangs_leaves_the_primary_its_share_of_the_time()
    {
        await using var rig = new TrafficRig(percent: 100);
        rig.Whole.Say("Timeout", "00:00:02");
        await rig.StartAsync();
        using var hold = rig.Challenger.Hold();
        // Runs are on workers once one has overrun; the first may be inline, which no deadline stops.
        var answer = await Task.Run(() => rig.Predictor.TryPredictAsync([1], new() { RoutingKey = "k", Timeout = TimeSpan.FromSeconds(1) }).AsTask());
        Assert.Equal((10, "challenger", -1, FallbackReason.Timeout), (answer.GetOrThrow().Value, answer.GetOrThrow().Info.Variant, answer.GetOrThrow().Info.FallbackStep, answer.GetOrThrow().Info.Reason));
    }

    [Fact]
    public async Task A_variant_may_be_another_model_of_the_same_signature()
    {
        await using var rig = new TrafficRig(percent: 50);
        rig.Whole.AddModel("other", ResilienceRig.Times(-1));
        rig.Say("Variants:rival:Model", "other").Say("Variants:rival:WeightPercent", "50");
        await rig.StartAsync();
        var answers = new HashSet<(string?, string, float)>();
        for (var i = 0; i < 100; i++)
        {
            var answer = await rig.PredictAsync($"user-{i}");
            answers.Add((answer.Info.Variant, answer.Info.Model.ToString(), answer.Value));
        }
        Assert.Equal([("challenger", "fraud/2", 100), ("rival", "other/1", -1)], answers.Order());
        var rows = new float[2];
        await rig.Predictor.PredictManyAsync(new float[][] { [1], [2] }, rows, new() { Variant = "rival" });
        Assert.Equal([-1, -2], rows);
    }

    [Fact]
    public async Task A_variant_may_be_another_model_through_an_adapter()
    {
        await using var rig = new TrafficRig(model: m => m.AddAdapter("other", Codec.Scalar<float, float>(), y => y + 0.5f), percent: 0);
        rig.Whole.AddModel("other", ResilienceRig.Times(-1));
        rig.Say("Variants:rival:Model", "other");
        await rig.StartAsync();
        var answer = (await rig.Predictor.TryPredictAsync([3], new() { Variant = "rival" })).GetOrThrow();
        Assert.Equal((-2.5f, "rival", "other/1", 0), (answer.Value, answer.Info.Variant, answer.Info.Model.ToString(), answer.Info.FallbackStep));
    }

    [Fact]
    public async Task A_variant_of_another_signature_ends_the_start_with_every_difference()
    {
        await using var rig = new TrafficRig(percent: 0);
        rig.Whole.AddModel("other", new FakeModel(3, 1, (x, y) => y[0] = x[0]));
        rig.Say("Variants:rival:Model", "other");
        var error = await Assert.ThrowsAsync<InferenceException>(rig.Whole.StartAsync);
        Assert.Contains("variant 'rival' (model 'other'): the signature of other/1 is another one, and there is no adapter (AddAdapter): ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variant_of_another_signature_that_a_reload_brings_is_told_in_the_status_and_the_primary_answers()
    {
        await using var rig = new TrafficRig(percent: 0);
        rig.Whole.AddModel("other", new FakeModel(3, 1, (x, y) => y[0] = x[0]));
        await rig.StartAsync();
        rig.Reload("Variants:rival:Model", "other");
        await Eventually.True(() => rig.Status.Traffic is { Variants.Count: 3 });
        Assert.Contains("the signature of other/1 is another one", rig.Traffic.Variants[2].Problem, StringComparison.Ordinal);
        var answer = (await rig.Predictor.TryPredictAsync([3], new() { Variant = "rival" })).GetOrThrow();
        Assert.Equal((30, "rival", -1, FallbackReason.InvalidOutput), (answer.Value, answer.Info.Variant, answer.Info.FallbackStep, answer.Info.Reason));
    }
}
