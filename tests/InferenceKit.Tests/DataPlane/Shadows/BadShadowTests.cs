using System.Collections.Concurrent;
using InferenceKit.Serving;
using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>Whatever a shadow does, its primary answers as if it were alone.</summary>
public sealed class BadShadowTests
{
    private const int Callers = 16;
    private const int Each = 100;

    [Fact]
    public async Task A_shadow_that_throws_is_told_and_not_noticed()
    {
        await using var rig = await new ShadowRig().Say("MaxQueuedRows", "100000").StartAsync();
        rig.Next.FailWith(new InvalidOperationException("broken"));
        await LoadAsync(rig);
        await rig.ToEndAsync(Callers * Each);
        Assert.Equal((0, Callers * Each), (rig.Report.Compared, rig.Report.OnlyShadowFailed));
    }

    [Fact]
    public async Task A_shadow_that_returns_no_numbers_is_told_and_not_noticed()
    {
        await using var rig = await new ShadowRig(factor: float.NaN).Say("MaxQueuedRows", "100000").StartAsync();
        await LoadAsync(rig);
        await rig.ToEndAsync(Callers * Each);
        var output = rig.Report.Outputs.Single();
        Assert.Equal((0, Callers * Each, 0), (rig.Report.Equal, output.ShadowNaNs, output.PrimaryNaNs));
    }

    [Fact]
    public async Task A_shadow_that_hangs_fills_its_queue_and_drops_what_comes()
    {
        await using var rig = await new ShadowRig().Say("MaxQueuedRows", "10").StartAsync();
        using (rig.Next.Hold())
        {
            await LoadAsync(rig);
            var report = rig.Report;
            Assert.Equal(Callers * Each, report.Sampled);
            Assert.InRange(report.Dropped[ShadowDrop.QueueFull], Callers * Each - 12, Callers * Each - 1);
        }
    }

    [Fact]
    public async Task Bytes_that_wait_are_bounded_too()
    {
        await using var rig = await new ShadowRig().Say("MaxQueuedBytes", "20").StartAsync();
        using (rig.Next.Hold())
        {
            for (var i = 0; i < 50; i++) await rig.PredictAsync(1);
            // 4 bytes in and 4 out: two wait and one is held.
            Assert.InRange(rig.Report.Dropped[ShadowDrop.TooManyBytes], 46, 48);
        }
    }

    [Fact]
    public async Task A_primary_that_fails_where_the_shadow_does_not_is_told()
    {
        await using var rig = await new ShadowRig().StartAsync();
        rig.Whole.Primary.FailWith(new InvalidOperationException("broken"));
        for (var i = 0; i < 10; i++) Assert.False((await rig.Predictor.TryPredictAsync([1])).IsSuccess);
        await rig.ToEndAsync(10);
        Assert.Equal(10, rig.Report.OnlyPrimaryFailed);
        rig.Next.FailWith(new InvalidOperationException("broken, too"));
        for (var i = 0; i < 10; i++) Assert.False((await rig.Predictor.TryPredictAsync([1])).IsSuccess);
        await rig.ToEndAsync(20);
        Assert.Equal(10, rig.Report.BothFailed);
    }

    [Fact]
    public async Task A_shadow_whose_outputs_have_another_shape_is_told_and_not_noticed()
    {
        await using var rig = new ShadowRig();
        rig.Whole.AddModel("wide", new FakeModel(1, 1, (x, y) => y[0] = x[0])).Add("wide", new FakeModel(1, 2, (x, y) => y[0] = y[1] = x[0]), "2");
        rig.Whole.Set("Models:wide:Version", "1").Set("Models:wide:Traffic:Shadows:two:Version", "2").Set("Models:wide:Traffic:Shadows:two:Timeout", "00:10:00");
        await rig.StartAsync();
        var reports = rig.Whole.Services.GetRequiredService<IShadowReports>();
        await Eventually.True(() => rig.Lifecycle.Models.Single(m => m.Name == "wide").Versions.Count(v => v.State == ModelVersionState.Ready) == 2);
        var client = rig.Whole.Services.GetRequiredService<IInferenceClient>();
        var input = rig.Predictor.Signature.Inputs[0].Name;
        for (var i = 0; i < 20; i++)
            using (await client.InferAsync(new InferenceRequest("wide", new NamedValue(input, TensorValue.Copy([1f], 1, 1))))) { }
        await Eventually.True(() => reports.Find("wide", "two")!.Compared == 20);
        Assert.Equal((0, 20), (reports.Find("wide", "two")!.Equal, reports.Find("wide", "two")!.Outputs.Single().Misshapen));
    }

    [Fact]
    public async Task A_shadow_of_another_signature_ends_the_start_with_every_difference()
    {
        await using var rig = new ShadowRig();
        rig.Whole.AddModel("other", new FakeModel(3, 1, (x, y) => y[0] = x[0]));
        rig.Whole.Set("Models:fraud:Traffic:Shadows:rival:Model", "other");
        var error = await Assert.ThrowsAsync<InferenceException>(rig.Whole.StartAsync);
        Assert.Contains("shadow 'rival' (model 'other'): the signature of other/1 is another one: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shadows_never_take_a_place_of_their_primary()
    {
        await using var rig = await new ShadowRig().Say("NoisePercent", "100").Say("MaxQueuedRows", "100000").StartAsync();
        await LoadAsync(rig);
        await Eventually.True(() => rig.Report.NoiseAgreement.Of == Callers * Each);
        // Each request, the runs of the warm-up, and the noise: no prediction of the primary's own places came from the noise.
        Assert.Equal(Callers * Each, PredictionsOf(rig, "1"));
        Assert.Equal(0, PredictionsOf(rig, "2"));
    }

    [Fact]
    public async Task A_host_ends_while_its_shadows_are_busy()
    {
        var rig = await new ShadowRig().Say("MaxQueuedRows", "100000").StartAsync();
        await LoadAsync(rig);
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task Comparers_and_redactions_see_no_callers_ambient_state()
    {
        var tenant = new AsyncLocal<string?>();
        var seen = new ConcurrentBag<string?>();
        await using var rig = await new ShadowRig(factor: 11, model: m => m
            .CompareShadows("tenant", (_, _) => { seen.Add(tenant.Value); return true; })
            .RedactShadowExamples(e => { seen.Add(tenant.Value); return e; })).Say("KeepExamples", "100").StartAsync();
        for (var i = 1; i <= 50; i++)
        {
            tenant.Value = $"tenant {i}";
            await rig.PredictAsync(i);
        }
        await rig.ToEndAsync(50);
        Assert.InRange(seen.Count, 51, 100);
        Assert.All(seen, Assert.Null);
    }

    private static long PredictionsOf(ShadowRig rig, string version)
    {
        var serving = rig.Whole.Services.GetRequiredService<ServingState>();
        return (long)serving.Current.Models[0].Find(ModelVersion.Parse(version))!.Slots.ToArray().Aggregate(0UL, (sum, slot) => sum + slot.Predictions);
    }

    private static Task LoadAsync(ShadowRig rig) => Task.WhenAll(Enumerable.Range(0, Callers).Select(c => Task.Run(async () =>
    {
        for (var i = 0; i < Each; i++)
        {
            var input = c * Each + i;
            Assert.Equal(10 * input, await rig.PredictAsync(input));
        }
    })));
}
