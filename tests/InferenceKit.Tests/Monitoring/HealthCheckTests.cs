using InferenceKit.Serving;
using InferenceKit.Tests.DataPlane.Resilience;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace InferenceKit.Tests.Monitoring;

/// <summary>What the host's health checks say of the models.</summary>
public sealed class HealthCheckTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_host_whose_required_models_serve_is_healthy()
    {
        await using var rig = await RigAsync();
        Assert.Equal((HealthStatus.Healthy, "every required model serves"), await ReadyAsync(rig));
        Assert.Equal(HealthStatus.Healthy, (await ReportAsync(rig, "live")).Status);
    }

    [Fact]
    public async Task Before_the_start_it_is_not_ready_and_alive()
    {
        await using var rig = Rig().Build();
        Assert.Equal((HealthStatus.Unhealthy, "fraud: loading has not started"), await ReadyAsync(rig));
        Assert.Equal(HealthStatus.Healthy, (await ReportAsync(rig, "live")).Status);
    }

    [Fact]
    public async Task A_model_that_goes_makes_it_unhealthy_and_one_that_is_not_required_degraded()
    {
        await using var rig = await Rig().AddModel("rules", ResilienceRig.Times(1)).Set("Models:rules:Required", "false").StartAsync();
        var lifecycle = rig.Services.GetRequiredService<IModelLifecycle>();
        await Eventually.True(() => lifecycle.Models.All(m => m.IsReady));
        await lifecycle.UnloadAsync("rules");
        Assert.Equal((HealthStatus.Degraded, "rules: it was unloaded by hand"), await ReadyAsync(rig));
        await lifecycle.UnloadAsync(ResilienceRig.Model);
        Assert.Equal((HealthStatus.Unhealthy, "fraud: it was unloaded by hand"), await ReadyAsync(rig));
    }

    [Fact]
    public async Task An_open_breaker_degrades_it_until_it_is_closed()
    {
        await using var rig = await RigAsync();
        var lifecycle = rig.Services.GetRequiredService<IModelLifecycle>();
        lifecycle.IsolateCircuit(ResilienceRig.Model, "1", "it looks odd");
        Assert.Equal((HealthStatus.Degraded, "fraud/1: the circuit breaker is open: it looks odd"), await ReadyAsync(rig));
        var status = lifecycle.Models.Single().Versions.Single();
        Assert.Equal((CircuitState.Isolated, "it looks odd"), (status.Circuit, status.CircuitReason));
        Assert.Equal("fraud/1: the circuit breaker is open: it looks odd.", (await rig.Predictor.TryPredictAsync([1])).Failure!.Message);

        lifecycle.CloseCircuit(ResilienceRig.Model, "1");
        Assert.Equal(HealthStatus.Healthy, (await ReadyAsync(rig)).Item1);
        Assert.True((await rig.Predictor.TryPredictAsync([1])).IsSuccess);
    }

    [Fact]
    public async Task A_fallback_degrades_it_for_a_minute()
    {
        await using var rig = await Rig(m => m.AddFallback("guess", (_, _) => 7)).StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        Assert.True((await rig.Predictor.TryPredictAsync([1])).IsSuccess);
        Assert.Equal((HealthStatus.Degraded, "fraud: a fallback answered for it within the last minute"), await ReadyAsync(rig));
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HealthStatus.Healthy, (await ReadyAsync(rig)).Item1);
    }

    [Fact]
    public async Task A_reload_that_was_refused_degrades_it_until_a_good_one()
    {
        await using var rig = await RigAsync();
        rig.Reload("Models:fraud:Resilience:Timeout", "soon");
        var (status, description) = await ReadyAsync(rig);
        Assert.Equal(HealthStatus.Degraded, status);
        Assert.StartsWith("the last reload of the configuration was refused: Inference:Models:fraud:Resilience:Timeout: 'soon' is not a time span", description, StringComparison.Ordinal);
        rig.Reload("Models:fraud:Resilience:Timeout", "00:00:01");
        Assert.Equal(HealthStatus.Healthy, (await ReadyAsync(rig)).Item1);
    }

    [Fact]
    public async Task An_alias_of_a_chain_that_means_nothing_degrades_it()
    {
        await using var rig = await Rig().Say("Fallback:10:Version", "@stable").StartAsync();
        Assert.Equal((HealthStatus.Degraded, "fraud: fallback step 10 (version '@stable'): there is no such version"), await ReadyAsync(rig));
    }

    [Fact]
    public async Task A_run_that_does_not_end_degrades_it_and_too_many_make_it_unhealthy()
    {
        await using var rig = await Rig().Set("Models:fraud:Execution:MaxZombieRuns", "2").Say("Timeout", "00:00:00.050").StartAsync();
        rig.Primary.StopsWhenAsked = false;
        var before = rig.Primary.RunsStarted;
        using var hold = rig.Primary.Hold();
        for (var stuckRuns = 1; stuckRuns <= 2; stuckRuns++)
        {
            var caller = Task.Run(() => rig.Predictor.TryPredictAsync([1]).AsTask());
            await Eventually.True(() => rig.Primary.RunsStarted == before + stuckRuns);
            var version = rig.Services.GetRequiredService<ServingState>().Current.Models[0].Primary!;
            await Eventually.True(() =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(200));
                return version.Service.StuckRuns == stuckRuns;
            });
            var (status, description) = await ReadyAsync(rig);
            Assert.Equal(stuckRuns == 1 ? HealthStatus.Degraded : HealthStatus.Unhealthy, status);
            Assert.Contains($"{stuckRuns} of its runs were stopped and do not end", description, StringComparison.Ordinal);
        }
        hold.Dispose();
    }

    [Theory]
    [InlineData("nobody", "1", InferenceError.ModelNotFound)]
    [InlineData(ResilienceRig.Model, "9", InferenceError.VersionNotFound)]
    public async Task A_breaker_that_is_not_there_cannot_be_opened(string model, string version, InferenceError error)
    {
        await using var rig = await RigAsync();
        var e = Assert.Throws<InferenceException>(() => rig.Services.GetRequiredService<IModelLifecycle>().IsolateCircuit(model, version, "test"));
        Assert.Equal(error, e.Failure.Error);
    }

    private ResilienceRig Rig(Action<ModelBuilder<float[], float>>? model = null)
    {
        var rig = new ResilienceRig(_clock, model);
        rig.Collection.AddHealthChecks().AddInference();
        return rig;
    }

    private Task<ResilienceRig> RigAsync() => Rig().StartAsync();

    private static async Task<(HealthStatus, string?)> ReadyAsync(ResilienceRig rig)
    {
        var entry = Assert.Single((await ReportAsync(rig, "ready")).Entries).Value;
        return (entry.Status, entry.Description);
    }

    private static Task<HealthReport> ReportAsync(ResilienceRig rig, string tag) =>
        rig.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains(tag));
}
