namespace InferenceKit.Testing.Tests.Faults;

/// <summary>What faults do to loads and to the repository.</summary>
public sealed class SourceFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_that_cannot_be_loaded_leaves_the_one_before_in_service()
    {
        var repository = new MemoryRepository().Add("m", "1", OnnxModels.RowSum(1, scale: 1));
        await using var rig = await FaultRig.StartAsync(b => b.AddModel("m", Codec.Scalar<float, float>()).UseRepository(repository));
        var rule = rig.Faults.Add(new() { Kind = FaultKind.LoadFailure, Model = "m", Version = "2" });
        repository.Add("m", "2", OnnxModels.RowSum(1, scale: 10));

        var refusal = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.ReloadAsync("m", cancellationToken: Stop));
        Assert.Contains("Model m/2 cannot be loaded: a fault was injected (LoadFailure).", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await rig.Predictor("m").PredictAsync([3])).Value);
        Assert.InRange(rig.Faults.Injected(FaultKind.LoadFailure), 1, long.MaxValue);

        rule.Dispose();
        await rig.Lifecycle.ReloadAsync("m", cancellationToken: Stop);
        Assert.Equal(30, (await rig.Predictor("m").PredictAsync([3])).Value);
    }

    [Fact]
    public async Task A_load_that_fails_at_the_start_fails_the_start()
    {
        await using var rig = FaultRig.Build(
            b => b.AddModel("other", OnnxModels.RowSum(1)),
            b => b.AddFaults(o => o.Rules["broken"] = new() { Kind = FaultKind.LoadFailure, Model = "SUM" }));
        var failure = await Assert.ThrowsAsync<InferenceException>(rig.StartAsync);
        Assert.Contains("Model sum/1 cannot be loaded: a fault was injected (LoadFailure).", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_hits_models_in_memory_as_well_and_unloads_nothing()
    {
        await using var rig = await FaultRig.StartAsync();
        var rule = rig.Faults.Add(new() { Kind = FaultKind.RepositoryOutage });
        var failure = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.ReloadAsync("sum", cancellationToken: Stop));
        Assert.Contains("The versions of model 'sum' cannot be listed: a fault was injected (RepositoryOutage).", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await rig.Sum.PredictAsync([1, 2])).Value);
        Assert.InRange(rig.Faults.Injected(FaultKind.RepositoryOutage), 1, long.MaxValue);

        rule.Dispose();
        await rig.Lifecycle.ReloadAsync("sum", cancellationToken: Stop);
    }

    [Fact]
    public async Task An_outage_of_one_version_concerns_its_copy_alone()
    {
        var repository = new MemoryRepository().Add("m", "1", OnnxModels.RowSum(1, scale: 1)).Add("m", "2", OnnxModels.RowSum(1, scale: 10));
        await using var rig = await FaultRig.StartAsync(b => b.AddModel("m", Codec.Scalar<float, float>(), m => m.Configure(o => o.Version = "1")).UseRepository(repository));
        using var rule = rig.Faults.Add(new() { Kind = FaultKind.RepositoryOutage, Version = "2" });

        await rig.Lifecycle.ReloadAsync("m", cancellationToken: Stop);
        var failure = await Assert.ThrowsAsync<InferenceException>(() => rig.Lifecycle.LoadAsync("m", "2", cancellationToken: Stop));
        Assert.Contains("Model m/2 cannot be copied: a fault was injected (RepositoryOutage).", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await rig.Predictor("m").PredictAsync([3])).Value);
    }

    [Fact]
    public async Task Runs_that_try_a_version_before_it_serves_are_left_alone()
    {
        await using var rig = await FaultRig.StartAsync(faults: b => b.AddFaults(o =>
        {
            o.Rules["fail"] = new() { Kind = FaultKind.Throw };
            o.Rules["hang"] = new() { Kind = FaultKind.Hang, Rate = 0 };
        }));
        Assert.Equal(0, rig.Faults.Injected(FaultKind.Throw));
        Assert.False((await rig.Sum.TryPredictAsync([1, 2])).IsSuccess);
    }
}
