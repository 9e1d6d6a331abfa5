using InferenceKit.Testing;
using Microsoft.Extensions.Options;

namespace InferenceKit.Tests.DataPlane.Resilience;

/// <summary>Chains that cannot work are told before anything is served.</summary>
public sealed class BadChainTests
{
    [Theory]
    [InlineData("Fallback:0:Use", "guess", "Fallback:0: steps are numbered from 1")]
    [InlineData("Fallback:x:Use", "guess", "Fallback:x: 'x' is not a whole number")]
    [InlineData("Fallback:10:TimePercent", "20", "Fallback:10: a step says one of Version, Model, Use and Constant, and this says none")]
    [InlineData("Fallback:10:Model", "fraud", "Fallback:10:Model: the model would fall back to itself")]
    [InlineData("Fallback:10:Version", "latest", "Fallback:10:Version: the model serves 'latest' already: it would fall back to itself")]
    [InlineData("Fallback:10:Version", "../1", "Fallback:10:Version: ")]
    [InlineData("Fallback:10:Model", "nobody", "Fallback:10:Model: there is no model 'nobody'; registered are fraud")]
    [InlineData("Fallback:10:Use", "gess", "Fallback:10:Use: code adds no fallback 'gess' to the model; it adds guess")]
    [InlineData("Fallback:10:TimePercent", "101", "Fallback:10:TimePercent: must be 0 to 100, not 101")]
    [InlineData("FallbackOn:None", "true", "FallbackOn:None: this is no failure")]
    [InlineData("FallbackOn:Bad", "true", "FallbackOn:Bad: 'Bad' is none of ")]
    [InlineData("Validators:y:Shape", "1,x", "Validators:y:Shape: must be sizes")]
    [InlineData("Validators:y:Min", "NaN", "Validators:y:Min: 'NaN' is not a number")]
    [InlineData("CircuitBreaker:FailurePercent", "0", "CircuitBreaker:FailurePercent: must be more than 0 and at most 100, not 0")]
    [InlineData("CircuitBreaker:Window", "00:00:00.1", "CircuitBreaker:Window: must be 00:00:00.5 to 1.00:00:00")]
    [InlineData("Fallback:10:Constant:y", "0.5", "Fallback:10:Constant:y: a list of values belongs here")]
    public async Task Each_problem_is_told_with_its_path(string key, string value, string problem)
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => new ResilienceRig(model: m => m.AddFallback("guess", (_, _) => 7)).Say(key, value).StartAsync());
        Assert.Contains(e.Failures, f => f.StartsWith("Inference:Models:fraud:Resilience:" + problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_things_in_one_step_and_shares_of_all_the_time_are_refused()
    {
        var two = await Assert.ThrowsAsync<OptionsValidationException>(() => new ResilienceRig().Say("Fallback:10:Version", "1").Say("Fallback:10:Constant:y:0", "1").StartAsync());
        Assert.Contains("this says Version and Constant", two.Message, StringComparison.Ordinal);
        var all = await Assert.ThrowsAsync<OptionsValidationException>(() => new ResilienceRig().Say("Fallback:10:Version", "1").Say("Fallback:10:TimePercent", "60")
            .Say("Fallback:20:Constant:y:0", "1").Say("Fallback:20:TimePercent", "40").StartAsync());
        Assert.Contains("which leaves none for the model itself", all.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_that_fall_back_to_one_another_are_refused_with_the_way_round()
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => new ResilienceRig().AddModel("rules", ResilienceRig.Times(1)).AddModel("old", ResilienceRig.Times(1))
            .Say("Fallback:10:Model", "rules").Set("Models:rules:Resilience:Fallback:10:Model", "old").Set("Models:old:Resilience:Fallback:10:Model", "Fraud").StartAsync());
        Assert.Contains("fraud -> rules -> old -> Fraud", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_of_another_signature_is_refused_with_every_difference()
    {
        var e = await Assert.ThrowsAsync<InferenceException>(() => new ResilienceRig().AddModel("rules", new FakeModel(3, 2, (_, _) => { })).Say("Fallback:10:Model", "rules").StartAsync());
        Assert.Contains("input 'x' is ", e.Message, StringComparison.Ordinal);
        Assert.Contains("output 'y' is ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y:1", "2", "a row of output 'y' (")]
    [InlineData("y:0", "x", "element 0 of its constant is no Float32")]
    [InlineData("z:0", "1", "there is no output 'z'; the outputs are 'y'")]
    public async Task A_constant_that_does_not_fit_the_output_is_refused(string key, string value, string problem)
    {
        var rig = new ResilienceRig().Say("Fallback:10:Constant:y:0", "1").Say($"Fallback:10:Constant:{key}", value);
        var e = await Assert.ThrowsAsync<InferenceException>(rig.StartAsync);
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }
}
