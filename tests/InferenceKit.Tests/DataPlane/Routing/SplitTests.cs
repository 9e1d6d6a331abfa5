using InferenceKit.Tests.DataPlane.Resilience;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.DataPlane.Routing;

/// <summary>Requests of a model with variants.</summary>
public sealed class SplitTests
{
    [Fact]
    public async Task A_key_always_goes_to_the_same_arm_and_its_answer_says_which_by_which_deal_and_how_probable_it_was()
    {
        await using var rig = await new TrafficRig(percent: 30).StartAsync();
        var challengers = 0;
        for (var i = 0; i < 500; i++)
        {
            var first = await rig.PredictAsync($"user-{i}", i + 1);
            var again = await rig.PredictAsync($"user-{i}", i + 1);
            Assert.Equal(first.Info.Variant, again.Info.Variant);
            var isChallenger = first.Info.Variant == "challenger";
            Assert.Equal((isChallenger ? 100 : 10) * (i + 1), first.Value);
            Assert.Equal(isChallenger ? "2" : "1", first.Info.Model.Version.ToString());
            Assert.Equal((1, isChallenger ? 0.3 : 0.7, VariantAssignment.Key), (first.Info.AllocationVersion, first.Info.Propensity, first.Info.Assignment));
            if (isChallenger) challengers++;
        }
        // 150 are expected, with a deviation of 10.2.
        Assert.InRange(challengers, 100, 200);
    }

    [Fact]
    public async Task Requests_without_a_key_are_split_by_chance()
    {
        await using var rig = await new TrafficRig(percent: 50).StartAsync();
        var arms = new Dictionary<string, int>();
        for (var i = 0; i < 400; i++)
        {
            var info = (await rig.PredictAsync(null)).Info;
            Assert.Equal((VariantAssignment.Random, 0.5), (info.Assignment, info.Propensity));
            arms[info.Variant ?? "primary"] = arms.GetValueOrDefault(info.Variant ?? "primary") + 1;
        }
        Assert.All(arms.Values, count => Assert.InRange(count, 120, 280));
        Assert.Equal(2, arms.Count);
    }

    [Fact]
    public async Task The_input_may_say_the_key_and_the_request_says_it_better()
    {
        await using var rig = await new TrafficRig(model: m => m.RouteBy(x => $"user-{x[0]}"), percent: 50).StartAsync();
        for (var i = 0; i < 50; i++)
        {
            var byInput = (await rig.Predictor.TryPredictAsync([i])).GetOrThrow().Info;
            Assert.Equal((await rig.PredictAsync($"user-{i}", 1_000_000)).Info.Variant, byInput.Variant);
            Assert.Equal(VariantAssignment.Key, byInput.Assignment);
        }
    }

    [Fact]
    public async Task Requests_on_values_are_split_as_well()
    {
        await using var rig = await new TrafficRig(percent: 50).StartAsync();
        var client = rig.Whole.Services.GetRequiredService<IInferenceClient>();
        var signature = rig.Predictor.Signature;
        for (var i = 0; i < 40; i++)
        {
            var key = $"user-{i}";
            using var response = await client.InferAsync(new InferenceRequest(ResilienceRig.Model, new NamedValue(signature.Inputs[0].Name, TensorValue.Copy([1f], 1, 1)))
            {
                Options = new() { RoutingKey = key },
            });
            Assert.Equal((await rig.PredictAsync(key)).Info.Variant, response.Info.Variant);
            Assert.Equal(response.Info.Variant is null ? 10 : 100, ((TensorValue)response[signature.Outputs[0].Name]).AsSpan<float>()[0]);
        }
    }

    [Fact]
    public async Task Many_rows_go_by_the_key_of_their_request_and_without_one_to_the_primary()
    {
        await using var rig = await new TrafficRig(model: m => m.RouteBy(x => $"user-{x[0]}"), percent: 50).StartAsync();
        var outputs = new float[3];
        await rig.Predictor.PredictManyAsync(new float[][] { [1], [2], [3] }, outputs);
        Assert.Equal([10, 20, 30], outputs);
        for (var i = 0; i < 20; i++)
        {
            var variant = (await rig.PredictAsync($"user-{i}")).Info.Variant;
            await rig.Predictor.PredictManyAsync(new float[][] { [1], [2], [3] }, outputs, new() { RoutingKey = $"user-{i}" });
            Assert.Equal(variant is null ? [10, 20, 30] : [100, 200, 300], outputs);
        }
    }

    [Fact]
    public async Task Requests_that_wait_and_share_runs_keep_their_arms()
    {
        await using var rig = new TrafficRig(percent: 50);
        rig.Whole.Say("Timeout", "-00:00:00.001");
        await rig.StartAsync();
        var arms = await rig.AssignAsync(200);
        var holds = new[] { rig.Whole.Primary.Hold(), rig.Challenger.Hold() };
        var callers = Enumerable.Range(0, 200).Select(i => Task.Run(async () => (i, Answer: await rig.PredictAsync($"user-{i}", i + 1)))).ToArray();
        await Eventually.True(() => rig.Status.Versions.Sum(v => v.Batching!.WaitingRows) > 10);
        // A change of the table moves those who wait for a version that is not theirs any more, and nobody else.
        rig.Reload("Variants:other:Version", "2");
        await Eventually.True(() => rig.Traffic.Variants.Count == 3);
        foreach (var hold in holds) hold.Dispose();
        foreach (var (i, answer) in await Task.WhenAll(callers))
        {
            Assert.Equal((arms[i], 0, FallbackReason.None), (answer.Info.Variant, answer.Info.FallbackStep, answer.Info.Reason));
            Assert.Equal((arms[i] is null ? 10 : 100) * (i + 1), answer.Value);
        }
    }

    [Theory]
    [InlineData(0, "1 to 1024 characters, not 0")]
    [InlineData(1_048_576, "1 to 1024 characters, not 1048576")]
    public async Task A_routing_key_that_is_empty_or_far_too_long_is_refused(int length, string message)
    {
        await using var rig = await new TrafficRig().StartAsync();
        var failure = (await rig.Predictor.TryPredictAsync([1], new() { RoutingKey = new string('k', length) })).Failure!;
        Assert.Equal(InferenceError.InvalidInput, failure.Error);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal(10, (await rig.PredictAsync("user-1")).Value % 90);
    }

    [Fact]
    public async Task A_routing_key_that_cannot_be_read_fails_its_own_request()
    {
        await using var rig = await new TrafficRig(model: m => m.RouteBy(x => x[0] < 0 ? throw new FormatException("secret") : "k")).StartAsync();
        var failure = (await rig.Predictor.TryPredictAsync([-1])).Failure!;
        Assert.Equal(InferenceError.InvalidInput, failure.Error);
        Assert.Contains("RouteBy threw FormatException", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.True((await rig.Predictor.TryPredictAsync([1])).IsSuccess);
    }

    [Fact]
    public async Task A_model_without_variants_says_nothing_of_them()
    {
        await using var rig = await new ResilienceRig().StartAsync();
        var info = (await rig.Predictor.TryPredictAsync([1], new() { RoutingKey = "k" })).GetOrThrow().Info;
        Assert.Equal((null, 0, 1.0, VariantAssignment.None), (info.Variant, info.AllocationVersion, info.Propensity, info.Assignment));
    }
}
