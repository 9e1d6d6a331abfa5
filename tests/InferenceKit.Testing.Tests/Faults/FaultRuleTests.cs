using InferenceKit.Testing.Faults;

namespace InferenceKit.Testing.Tests.Faults;

/// <summary>How often a rule acts, on which models and versions, and that its decisions can be repeated.</summary>
public sealed class FaultRuleTests
{
    [Fact]
    public async Task The_same_seed_strikes_the_same_runs()
    {
        var first = await FailuresAsync(seed: 7);
        Assert.Equal(first, await FailuresAsync(seed: 7));
        Assert.NotEqual(first, await FailuresAsync(seed: 8));
        Assert.InRange(first.Count(failed => failed), 60, 140);

        static async Task<bool[]> FailuresAsync(int seed)
        {
            await using var rig = await FaultRig.StartAsync(faults: b => b.AddFaults(o => o.Seed = seed));
            using var rule = rig.Faults.Add(new() { Kind = FaultKind.Throw, Rate = 0.25 });
            return await rig.FailuresAsync(400);
        }
    }

    [Fact]
    public async Task Another_rule_does_not_shift_what_a_rule_decides()
    {
        await using var alone = await FaultRig.StartAsync(faults: b => b.AddFaults(o => o.Rules["fail"] = new() { Kind = FaultKind.Throw, Rate = 0.25 }));
        await using var beside = await FaultRig.StartAsync(faults: b => b.AddFaults(o =>
        {
            o.Rules["delay"] = new() { Kind = FaultKind.Delay, Delay = TimeSpan.FromMilliseconds(1), Rate = 0.1 };
            o.Rules["FAIL"] = new() { Kind = FaultKind.Throw, Rate = 0.25 };
        }));
        Assert.Equal(await alone.FailuresAsync(200), await beside.FailuresAsync(200));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_rule_strikes_at_its_rate(double rate)
    {
        const int Decisions = 100_000;
        var fault = new ActiveFault(new() { Kind = FaultKind.Throw, Rate = rate }, FaultChance.StreamOf(1, "fail"));
        var hits = Enumerable.Range(0, Decisions).Count(_ => fault.Decide());
        // Four standard deviations.
        Assert.InRange(hits, Decisions * rate - 4 * Math.Sqrt(Decisions * rate * (1 - rate)), Decisions * rate + 4 * Math.Sqrt(Decisions * rate * (1 - rate)));
    }

    [Fact]
    public void A_rate_of_0_never_strikes_and_one_of_1_always()
    {
        Assert.All(Enumerable.Range(0, 10_000), n => Assert.False(FaultChance.IsHit(3, (ulong)n, 0)));
        Assert.All(Enumerable.Range(0, 10_000), n => Assert.True(FaultChance.IsHit(3, (ulong)n, 1)));
    }

    [Fact]
    public void The_decisions_of_a_seed_stay_what_they_are_in_every_version_and_process()
    {
        var stream = FaultChance.StreamOf(42, "fail");
        Assert.Equal(FaultChance.StreamOf(42, "Fail"), stream);
        Assert.Equal([2, 3, 7, 27, 34, 39], Enumerable.Range(1, 40).Where(n => FaultChance.IsHit(stream, (ulong)n, 0.2)));
    }

    [Fact]
    public void Two_rules_of_one_rate_do_not_strike_together()
    {
        var one = new ActiveFault(new() { Kind = FaultKind.Throw, Rate = 0.5 }, FaultChance.StreamOf(0, 1UL));
        var two = new ActiveFault(new() { Kind = FaultKind.Throw, Rate = 0.5 }, FaultChance.StreamOf(0, 2UL));
        var both = Enumerable.Range(0, 10_000).Count(_ => one.Decide() & two.Decide());
        Assert.InRange(both, 2_300, 2_700);
    }

    [Fact]
    public async Task A_rule_strikes_only_its_model_and_its_version()
    {
        await using var rig = await FaultRig.StartAsync(b => b.AddModel("two", Codec.Scalar<float, float>(), m => m
            .FromBytes(OnnxModels.RowSum(1, scale: 1), "1").FromBytes(OnnxModels.RowSum(1, scale: 10), "2").Configure(o => o.Keep = "all")));
        await Eventually.True(() => rig.Lifecycle.Models.Single(m => m.Name == "two").Versions.Count(v => v.State == ModelVersionState.Ready) == 2);
        InferenceRequestOptions first = new() { Version = "1" }, second = new() { Version = "2" };

        using (rig.Faults.Add(new() { Kind = FaultKind.Throw, Model = "TWO", Version = "2" }))
        {
            Assert.Equal(3, (await rig.Predictor("two").PredictAsync([3], first)).Value);
            Assert.False((await rig.Predictor("two").TryPredictAsync([3], second)).IsSuccess);
            Assert.Equal(3, (await rig.Sum.PredictAsync([1, 2])).Value);
        }
        using (rig.Faults.Add(new() { Kind = FaultKind.Throw, Version = "01" }))
        {
            Assert.False((await rig.Predictor("two").TryPredictAsync([3], first)).IsSuccess);
            Assert.Equal(30, (await rig.Predictor("two").PredictAsync([3], second)).Value);
            Assert.False((await rig.Sum.TryPredictAsync([1, 2])).IsSuccess);
        }
        Assert.Empty(rig.Faults.Rules);
    }

    [Fact]
    public async Task Without_rules_answers_are_the_same_and_nothing_is_allocated()
    {
        static void WithoutBatches(InferenceBuilder builder) =>
            builder.AddModel("alone", Codec.Scalar<float, float>(), m => m.FromBytes(OnnxModels.RowSum(2)).Configure(o => o.Batching.Mode = BatchingMode.Off));

        await using var rig = await FaultRig.StartAsync(WithoutBatches);
        var predictor = rig.Predictor("alone");
        float[] input = [1, 2];
        Predict(predictor, input, times: 2_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Predict(predictor, input, times: 1_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // A thousand calls: less than a byte each leaves room only for what the runtime does now and then.
        Assert.InRange(allocated, 0, 999);
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.Equal(0, rig.Faults.Injected(kind)));
    }

    private static void Predict(IPredictor<float[], float> predictor, float[] input, int times)
    {
        for (var i = 0; i < times; i++)
        {
            input[1] = i;
#pragma warning disable CA2012, xUnit1031 // It has completed, as asserted.
            var result = predictor.TryPredictAsync(input);
            if (!result.IsCompletedSuccessfully || result.Result.GetOrThrow().Value != 1f + i) Assert.Fail("It did not complete at once with its answer.");
#pragma warning restore CA2012, xUnit1031
        }
    }
}
