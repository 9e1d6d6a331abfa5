using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace InferenceKit.Tests.DataPlane.Resilience;

/// <summary>What answers when the model does not.</summary>
public sealed class FallbackTests
{
    [Fact]
    public async Task Another_version_answers_and_the_answer_says_so()
    {
        await using var rig = await new ResilienceRig().Add(ResilienceRig.Model, ResilienceRig.Times(20), "2")
            .Set("Models:fraud:Version", "1").Say("Fallback:10:Version", "2").StartAsync();
        Assert.Equal((10, 0), await AnswerAsync(rig, 1));
        // A start waits for the primary alone.
        var lifecycle = rig.Services.GetRequiredService<IModelLifecycle>();
        await Eventually.True(() => lifecycle.Models.Any(m => m.Versions.Any(v => v.Version.ToString() == "2" && v.State == ModelVersionState.Ready)));
        rig.Primary.FailWith(new InvalidOperationException("broken"));

        var answer = await rig.Predictor.PredictAsync([1]);
        Assert.Equal(20, answer.Value);
        Assert.Equal((10, FallbackReason.Exception, "fraud/2"), (answer.Info.FallbackStep, answer.Info.Reason, answer.Info.Model.ToString()));
    }

    [Fact]
    public async Task An_alias_is_followed_to_the_version_it_means_now()
    {
        await using var rig = await new ResilienceRig().Add(ResilienceRig.Model, ResilienceRig.Times(20), "2").Add(ResilienceRig.Model, ResilienceRig.Times(30), "3")
            .Set("Models:fraud:Version", "1").Say("Fallback:10:Version", "@stable").StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        Assert.Equal(InferenceError.ModelNotReady, (await rig.Predictor.TryPredictAsync([1])).Failure!.Error);
        var lifecycle = rig.Services.GetRequiredService<IModelLifecycle>();

        foreach (var version in new[] { 2, 3 })
        {
            await lifecycle.SetAliasAsync(ResilienceRig.Model, "stable", $"{version}");
            await Eventually.True(() => rig.Predictor.TryPredictAsync([1]).AsTask() is { IsCompletedSuccessfully: true, Result: { IsSuccess: true } result } && result.GetOrThrow().Value == 10 * version);
        }
    }

    [Fact]
    public async Task Steps_are_taken_in_the_order_of_their_numbers_until_one_answers()
    {
        var rules = ResilienceRig.Times(50);
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("guess", (_, _) => 7)).AddModel("rules", rules)
            .Say("Fallback:9:Model", "rules").Say("Fallback:100:Use", "guess").StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        Assert.Equal((50, 9), await AnswerAsync(rig, 1));
        rules.FailWith(new InvalidOperationException("broken, too"));
        Assert.Equal((7, 100), await AnswerAsync(rig, 1));
    }

    [Fact]
    public async Task A_constant_answers_through_the_codec()
    {
        await using var rig = await new ResilienceRig().Say("Fallback:40:Constant:y:0", "0.5").StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        Assert.Equal((0.5f, 40), await AnswerAsync(rig, 1));
    }

    [Fact]
    public async Task A_delegate_that_no_step_names_stands_at_the_end_and_is_told_the_first_failure()
    {
        InferenceFailure? told = null;
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("guess", (x, failure) =>
        {
            told = failure;
            return -x[0];
        })).Say("Fallback:10:Model", "rules").AddModel("rules", Failing()).StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        Assert.Equal((-3, 20), await AnswerAsync(rig, 3));
        Assert.Equal((InferenceError.ExecutionFailed, "fraud/1"), (told!.Error, told.Model!.ToString()));
    }

    [Fact]
    public async Task An_adapter_asks_a_model_of_another_signature_and_converts_its_answer()
    {
        var other = new FakeModel(2, 2, (x, y) => (y[0], y[1]) = (x[0] + x[1], 0));
        await using var rig = await new ResilienceRig(model: m => m.AddAdapter("rules", Codec.Create<float[], float[]>(
            (x, w) => (w.Row<float>(0)[0], w.Row<float>(0)[1]) = (x[0], 100), r => r.Row<float>(0).ToArray()), scores => scores[0]))
            .AddModel("rules", other).Say("Fallback:10:Model", "rules").StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        Assert.Equal((101, 10), await AnswerAsync(rig, 1));
    }

    [Fact]
    public async Task When_all_fail_the_last_failure_has_the_first_as_its_cause()
    {
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("null", (Func<float[], InferenceFailure, float>)((_, _) => throw new FormatException("no"))))
            .StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        var failure = (await rig.Predictor.TryPredictAsync([1])).Failure!;
        Assert.Equal("fraud: no fallback answered; the last of them: fraud: fallback step 10 ('null'): it threw FormatException.", failure.Message);
        Assert.Equal("fraud/1: broken", Assert.IsType<InferenceException>(failure.Cause).Failure.Message);
    }

    [Fact]
    public async Task An_input_that_does_not_suit_never_falls_back()
    {
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("guess", (_, _) => 7)).StartAsync();
        Assert.Equal(InferenceError.InvalidInput, (await rig.Predictor.TryPredictAsync([1, 2])).Failure!.Error);
        Assert.Equal(InferenceError.VersionNotFound, (await rig.Predictor.TryPredictAsync([1], new() { Version = "9" })).Failure!.Error);
    }

    [Fact]
    public async Task A_caller_that_gave_up_gets_no_fallback()
    {
        var calls = 0;
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("guess", (_, _) => ++calls)).Say("Timeout", "-00:00:00.001").StartAsync();
        using var hold = rig.Primary.Hold();
        using var cancellation = new CancellationTokenSource();
        var caller = Task.Run(() => rig.Predictor.TryPredictAsync([1], cancellationToken: cancellation.Token).AsTask());
        await Eventually.True(() => rig.Primary.RunsStarted > 0);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller);
        Assert.Equal(0, calls);
    }

    [Theory]
    [InlineData("Exception")]
    [InlineData("exception")]
    public async Task Each_trigger_can_be_switched_off(string trigger)
    {
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("guess", (_, _) => 7)).Say($"FallbackOn:{trigger}", "false").StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        Assert.Equal(InferenceError.ExecutionFailed, (await rig.Predictor.TryPredictAsync([1])).Failure!.Error);
    }

    [Fact]
    public async Task A_model_that_is_not_ready_falls_back()
    {
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("guess", (_, _) => 7)).Set("Models:fraud:Version", "9").Set("Models:fraud:Required", "false").StartAsync();
        var answer = await rig.Predictor.PredictAsync([1]);
        Assert.Equal((7f, FallbackReason.NotReady), (answer.Value, answer.Info.Reason));
    }

    [Fact]
    public async Task Values_fall_back_to_versions_models_and_constants_and_keep_memory_that_they_own()
    {
        await using var rig = await new ResilienceRig().AddModel("rules", Failing()).Say("Fallback:10:Model", "rules").Say("Fallback:20:Constant:y:0", "0.5").StartAsync();
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        var client = rig.Services.GetRequiredService<IInferenceClient>();
        using var owner = new CountingOwner([1, 2, 3]);
        using var response = await client.InferAsync(new(ResilienceRig.Model, new NamedValue("x", TensorValue.Own(owner, 3, 1))));
        Assert.Equal([0.5f, 0.5f, 0.5f], response["y"].AsTensor().AsSpan<float>().ToArray());
        Assert.Equal(20, response.Info.FallbackStep);
        Assert.Equal(1, owner.Disposals);
    }

    [Fact]
    public async Task Steps_are_counted_by_reason_and_outcome()
    {
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("guess", (_, _) => 7)).AddModel("rules", Failing()).Say("Fallback:5:Model", "rules").StartAsync();
        using var steps = new MetricCollector<long>(rig.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), "InferenceKit", "inferencekit.fallback.steps");
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        await rig.Predictor.PredictAsync([1]);
        Assert.Equal(
            [(5, "exception", "execution_failed"), (10, "exception", "success")],
            steps.GetMeasurementSnapshot().Select(m => ((int)m.Tags["step"]!, (string)m.Tags["reason"]!, (string)m.Tags["outcome"]!)));
    }

    [Fact]
    public async Task Waiting_requests_fall_back_each_with_its_own_input()
    {
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("guess", (x, _) => -x[0])).Say("Timeout", "-00:00:00.001").StartAsync();
        var hold = rig.Primary.Hold();
        var callers = Enumerable.Range(0, 100).Select(i => Task.Run(() => rig.Predictor.PredictAsync([i]).AsTask())).ToArray();
        await Eventually.True(() => rig.Primary.RunsStarted > 0);
        rig.Primary.FailWith(new InvalidOperationException("broken"));
        hold.Dispose();
        var answers = await Task.WhenAll(callers);
        for (var i = 0; i < answers.Length; i++) Assert.Equal((-i, 10), (answers[i].Value, answers[i].Info.FallbackStep));
    }

    private static FakeModel Failing()
    {
        var model = ResilienceRig.Times(1);
        model.FailWith(new InvalidOperationException("broken, too"));
        return model;
    }

    private static async Task<(float, int)> AnswerAsync(ResilienceRig rig, float input)
    {
        var answer = await rig.Predictor.PredictAsync([input]);
        return (answer.Value, answer.Info.FallbackStep);
    }

    private sealed class CountingOwner(float[] data) : System.Buffers.IMemoryOwner<float>
    {
        public int Disposals { get; private set; }

        public Memory<float> Memory => data;

        public void Dispose() => Disposals++;
    }
}
