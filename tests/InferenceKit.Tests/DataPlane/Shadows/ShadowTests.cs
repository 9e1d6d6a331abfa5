using System.Diagnostics.Metrics;
using InferenceKit.Tests.DataPlane.Resilience;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>Shadows beside a primary that answers.</summary>
public sealed class ShadowTests
{
    [Fact]
    public async Task A_shadow_sees_what_the_primary_sees_and_its_answers_are_compared()
    {
        await using var rig = await new ShadowRig(factor: 10).StartAsync();
        for (var i = 1; i <= 200; i++) Assert.Equal(10 * i, await rig.PredictAsync(i));
        await rig.ToEndAsync(200);
        var report = rig.Report;
        Assert.Equal((200, 200, 200, 0), (report.Sampled, report.Compared, report.Equal, report.Dropped.Values.Sum()));
        Assert.Equal(0, report.Outputs.Single().LargestAbsoluteDifference);
    }

    [Fact]
    public async Task What_differs_is_told_with_how_far()
    {
        await using var rig = await new ShadowRig(factor: 11).StartAsync();
        for (var i = 1; i <= 100; i++) await rig.PredictAsync(i);
        await rig.ToEndAsync(100);
        var output = rig.Report.Outputs.Single();
        Assert.Equal((0, 100.0, 50.5), (rig.Report.Equal, output.LargestAbsoluteDifference, output.MeanAbsoluteDifference));
        Assert.Equal(0.1, output.LargestRelativeDifference!.Value, 6);
        Assert.Contains("100", rig.Report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_primary_against_itself_is_the_noise()
    {
        await using var rig = await new ShadowRig(factor: 11).Say("NoisePercent", "100").StartAsync();
        for (var i = 1; i <= 50; i++) await rig.PredictAsync(i);
        await Eventually.True(() => rig.Report.NoiseAgreement.Of == 50);
        Assert.Equal((50, 0.0), (rig.Report.NoiseAgreement.Agreed, rig.Report.NoiseOutputs.Single().LargestAbsoluteDifference));
    }

    [Fact]
    public async Task A_sample_follows_the_same_users()
    {
        await using var rig = await new ShadowRig().Say("SamplePercent", "30").StartAsync();
        var before = rig.Report.Sampled;
        var sampled = new List<bool>();
        for (var i = 0; i < 300; i++)
        {
            await rig.PredictAsync(1, $"user-{i}");
            sampled.Add(rig.Report.Sampled > before);
            before = rig.Report.Sampled;
        }
        // 90 are expected, with a deviation of 8.
        Assert.InRange(sampled.Count(s => s), 50, 130);
        for (var i = 0; i < 300; i++)
        {
            await rig.PredictAsync(1, $"user-{i}");
            Assert.Equal(sampled[i], rig.Report.Sampled > before);
            before = rig.Report.Sampled;
        }
    }

    [Fact]
    public async Task Requests_on_values_are_mirrored_whatever_their_callers_do_with_the_memory()
    {
        await using var rig = await new ShadowRig(factor: 10).StartAsync();
        var client = rig.Whole.Services.GetRequiredService<IInferenceClient>();
        var signature = rig.Predictor.Signature;
        for (var i = 0; i < 50; i++)
        {
            using var response = await client.InferAsync(new InferenceRequest(ResilienceRig.Model, new NamedValue(signature.Inputs[0].Name, TensorValue.Copy([1f, 2f, 3f], 3, 1))));
            Assert.Equal([10f, 20f, 30f], ((TensorValue)response[signature.Outputs[0].Name]).AsSpan<float>());
        }
        await rig.ToEndAsync(50);
        Assert.Equal((50, 50), (rig.Report.Compared, rig.Report.Equal));
    }

    [Fact]
    public async Task A_shadow_may_be_another_model()
    {
        await using var rig = new ShadowRig();
        rig.Whole.AddModel("other", ResilienceRig.Times(10));
        rig.Whole.Set("Models:fraud:Traffic:Shadows:rival:Model", "other").Set("Models:fraud:Traffic:Shadows:rival:Timeout", "00:10:00");
        await rig.StartAsync();
        for (var i = 1; i <= 20; i++) await rig.PredictAsync(i);
        var reports = rig.Whole.Services.GetRequiredService<IShadowReports>();
        await Eventually.True(() => reports.Find("fraud", "rival")!.Compared == 20);
        Assert.Equal(20, reports.Find("fraud", "rival")!.Equal);
        Assert.Equal(["next", "rival"], reports.Reports.Select(r => r.Shadow));
        Assert.Null(reports.Find("fraud", "nobody"));
        Assert.Null(reports.Find("nobody", "next"));
    }

    [Fact]
    public async Task A_shadow_that_has_become_the_primary_rests()
    {
        await using var rig = await new ShadowRig().StartAsync();
        await rig.Lifecycle.LoadAsync(ResilienceRig.Model, "2");
        for (var i = 1; i <= 20; i++) await rig.PredictAsync(i);
        Assert.Equal(0, rig.Report.Sampled);
        Assert.Equal("it is the primary", rig.Lifecycle.Models[0].Traffic!.Shadows[0].Problem);
    }

    [Fact]
    public async Task The_sample_can_be_changed_while_requests_go_on()
    {
        await using var rig = await new ShadowRig().StartAsync();
        for (var i = 0; i < 10; i++) await rig.PredictAsync(1);
        await rig.Lifecycle.SetTrafficAsync(ResilienceRig.Model, new() { ShadowPercents = { ["next"] = 0 } });
        for (var i = 0; i < 10; i++) await rig.PredictAsync(1);
        Assert.Equal(10, rig.Report.Sampled);
        await rig.Lifecycle.SetTrafficAsync(ResilienceRig.Model, new() { ShadowPercents = { ["next"] = 100 } });
        for (var i = 0; i < 10; i++) await rig.PredictAsync(1);
        Assert.Equal((20, VersionDecision.Edit), (rig.Report.Sampled, rig.Lifecycle.Models[0].Traffic!.Shadows[0].DecidedBy));
    }

    [Fact]
    public async Task Requests_that_a_variant_answers_and_those_that_chose_are_not_mirrored()
    {
        await using var rig = new ShadowRig();
        rig.Whole.Set("Models:fraud:Traffic:Variants:challenger:Version", "2");
        await rig.StartAsync();
        Assert.Equal(10, (await rig.Predictor.TryPredictAsync([1], new() { Variant = "challenger" })).GetOrThrow().Value);
        Assert.Equal(10, (await rig.Predictor.TryPredictAsync([1], new() { Variant = "primary" })).GetOrThrow().Value);
        Assert.Equal(10, (await rig.Predictor.TryPredictAsync([1], new() { Version = "1" })).GetOrThrow().Value);
        Assert.Equal(0, rig.Report.Sampled);
        await rig.PredictAsync(1);
        Assert.Equal(1, rig.Report.Sampled);
    }

    [Fact]
    public async Task Samples_that_are_used_again_mix_up_no_requests()
    {
        const int Callers = 8, Each = 1500;
        await using var rig = await new ShadowRig(factor: 10, model: m => m.CompareShadows("same", (primary, shadow) => primary == shadow))
            .Say("MaxConcurrency", "2").Say("MaxQueuedRows", "64").Say("NoisePercent", "10").StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(c => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                var input = c * Each + i;
                Assert.Equal(10 * input, await rig.PredictAsync(input));
            }
        })));
        await rig.ToEndAsync(Callers * Each);
        var report = rig.Report;
        Assert.Equal(Callers * Each, report.Sampled);
        Assert.InRange(report.Compared, 64, Callers * Each);
        Assert.Equal((report.Compared, new Agreement(report.Compared, report.Compared)), (report.Equal, report.Comparers["same"]));
        Assert.Equal(report.NoiseAgreement.Of, report.NoiseAgreement.Agreed);
    }

    [Fact]
    public async Task Several_shadows_see_the_same_requests()
    {
        await using var rig = await new ShadowRig()
            .Say("MaxQueuedRows", "100000").StartAsync(also => also.Set("Models:fraud:Traffic:Shadows:again:Version", "2")
                .Set("Models:fraud:Traffic:Shadows:again:Timeout", "00:10:00").Set("Models:fraud:Traffic:Shadows:again:MaxQueuedRows", "8"));
        for (var i = 0; i < 500; i++) Assert.Equal(10 * i, await rig.PredictAsync(i));
        await rig.ToEndAsync(500);
        var again = rig.Whole.Services.GetRequiredService<IShadowReports>().Find("fraud", "again")!;
        await Eventually.True(() => (again = rig.Whole.Services.GetRequiredService<IShadowReports>().Find("fraud", "again")!).Compared + again.Dropped.Values.Sum() == 500);
        Assert.Equal((500, again.Compared), (rig.Report.Equal, again.Equal));
    }

    [Fact]
    public async Task Shadows_may_come_and_go_between_requests()
    {
        await using var rig = await new ShadowRig().Say("MaxQueuedRows", "4").Say("SamplePercent", "100").StartAsync();
        var reports = rig.Whole.Services.GetRequiredService<IShadowReports>();
        for (var i = 0; i < 200; i++) Assert.Equal(10 * i, await rig.PredictAsync(i));
        // Before the other one by its name: samples that are used again must not keep to the places of then.
        foreach (var name in (string[])["before", "also-before"])
        {
            rig.Whole.Set($"Models:fraud:Traffic:Shadows:{name}:Timeout", "00:10:00").Reload($"Models:fraud:Traffic:Shadows:{name}:Version", "2");
            await Eventually.True(() => rig.Lifecycle.Models[0].Traffic!.Shadows.Count(s => s.IsReady) == (name == "before" ? 2 : 3));
            for (var i = 0; i < 200; i++) Assert.Equal(10 * i, await rig.PredictAsync(i));
        }
        await Eventually.True(() => reports.Reports.All(r => r.Compared + r.Dropped.Values.Sum() == r.Sampled));
        Assert.Equal([200, 400, 600], reports.Reports.Select(r => r.Sampled).Order());
        Assert.All(reports.Reports, r => Assert.Equal(r.Compared, r.Equal));
    }

    [Fact]
    public async Task A_steady_mirrored_request_allocates_nothing()
    {
        await using var rig = await new ShadowRig(batching: "Off").Say("MaxQueuedRows", "16").Say("NoisePercent", "0").StartAsync();
        Predict(4000);
        // The least of several: a thread that changes its core in the middle of a request finds no memory of another one there.
        var least = long.MaxValue;
        for (var i = 0; i < 50 && least > 99; i++)
        {
            var dropped = rig.Report.Dropped.Values.Sum();
            var before = GC.GetAllocatedBytesForCurrentThread();
            Predict(100);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            // What is dropped is not copied, and shows nothing.
            if (rig.Report.Dropped.Values.Sum() - dropped < 100) least = Math.Min(least, allocated);
            await Eventually.True(() => rig.Report.Compared + rig.Report.Dropped.Values.Sum() == rig.Report.Sampled);
        }
        Assert.InRange(least, 0, 99);

        void Predict(int times)
        {
            var row = new float[1];
            for (var i = 0; i < times; i++)
            {
                row[0] = i;
#pragma warning disable CA2012, xUnit1031 // It has completed, as asserted.
                var call = rig.Predictor.TryPredictAsync(row);
                if (!call.IsCompletedSuccessfully || call.Result.GetOrThrow().Value != 10 * i) Assert.Fail("It did not complete at once with its answer.");
#pragma warning restore CA2012, xUnit1031
            }
        }
    }

    [Fact]
    public async Task Typed_comparers_say_how_often_they_agree()
    {
        await using var rig = await new ShadowRig(factor: 11, model: m => m
            .CompareShadows("near", (primary, shadow) => shadow - primary < 50.5)
            .CompareShadows("broken", (_, _) => throw new InvalidOperationException())).StartAsync();
        for (var i = 1; i <= 100; i++) await rig.PredictAsync(i);
        await rig.ToEndAsync(100);
        Assert.Equal(new Agreement(50, 100), rig.Report.Comparers["near"]);
        Assert.Equal(new Agreement(0, 100), rig.Report.Comparers["broken"]);
    }

    [Fact]
    public async Task The_worst_examples_are_kept_redacted_where_the_host_wants_them()
    {
        await using var rig = await new ShadowRig(factor: 11, model: m => m.RedactShadowExamples(e => e.Distance > 1 ? e with { Inputs = [] } : null))
            .Say("KeepExamples", "3").StartAsync();
        for (var i = 1; i <= 50; i++) await rig.PredictAsync(i);
        await rig.ToEndAsync(50);
        var examples = rig.Whole.Services.GetRequiredService<IShadowReports>().ExamplesOf("fraud", "next");
        Assert.Equal(3, examples.Count);
        Assert.All(examples, e => Assert.Empty(e.Inputs));
        Assert.Equal(examples.OrderByDescending(e => e.Distance), examples);
        Assert.Empty((await new ShadowRig().StartAsync()).Whole.Services.GetRequiredService<IShadowReports>().ExamplesOf("fraud", "next"));
    }

    [Fact]
    public async Task Metrics_count_what_was_sampled_and_what_was_dropped()
    {
        await using var rig = await new ShadowRig().Say("MaxQueuedRows", "1").StartAsync();
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Name.StartsWith("inferencekit.shadow.", StringComparison.Ordinal)) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var shown = string.Join(' ', tags.ToArray().Select(t => t.Value));
            if (shown.StartsWith("fraud next", StringComparison.Ordinal)) counted[$"{instrument.Name} {shown}"] = value;
        });
        listener.Start();
        using (rig.Next.Hold())
        {
            for (var i = 0; i < 20; i++) await rig.PredictAsync(1);
            listener.RecordObservableInstruments();
        }
        Assert.Equal(20, counted["inferencekit.shadow.sampled fraud next"]);
        Assert.InRange(counted["inferencekit.shadow.dropped fraud next queue_full"], 17, 19);
    }
}
