using InferenceKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceKit.Tests.DataPlane.Resilience;

/// <summary>Answers that are none, for what the model gave.</summary>
public sealed class ValidatorTests
{
    [Theory]
    [InlineData("Finite", "true", float.NaN, "is not finite at element 0")]
    [InlineData("Finite", "true", float.PositiveInfinity, "is not finite at element 0")]
    [InlineData("Min", "0", -1, "is out of its range 0 to")]
    [InlineData("Max", "1", 2, "is out of its range")]
    [InlineData("Min", "0", float.NaN, "is out of its range")]
    [InlineData("Sum", "1", 2, "does not add up to 1 within 0.001")]
    [InlineData("Labels:0", "1", 2, "has an element that is none of its labels, at 0")]
    [InlineData("Shape", "2", 0, "must have rows of shape [2], and one has [1]")]
    public async Task What_configuration_says_of_an_output_is_held_and_told_without_its_value(string rule, string value, float output, string problem)
    {
        await using var rig = await new ResilienceRig().Add(ResilienceRig.Model, new FakeModel(1, 1, (_, y) => y[0] = output), "2").Say($"Validators:y:{rule}", value).StartAsync();
        var typed = (await rig.Predictor.TryPredictAsync([1])).Failure!;
        Assert.Equal(InferenceError.InvalidOutput, typed.Error);
        Assert.StartsWith("fraud/2: output 'y' " + problem, typed.Message, StringComparison.Ordinal);

        var client = rig.Services.GetRequiredService<IInferenceClient>();
        var values = await Assert.ThrowsAsync<InferenceException>(() => client.InferAsync(
            new(ResilienceRig.Model, new NamedValue("x", TensorValue.Copy([1f], 1, 1)))).AsTask());
        Assert.Equal(typed.Message, values.Message);
    }

    [Fact]
    public async Task What_holds_passes()
    {
        await using var rig = await new ResilienceRig().Say("Validators:y:Finite", "true").Say("Validators:y:Min", "0").Say("Validators:y:Max", "100")
            .Say("Validators:y:Labels:0", "10").Say("Validators:y:Labels:1", "20").Say("Validators:y:Shape", "?").StartAsync();
        Assert.Equal(20, (await rig.Predictor.PredictAsync([2])).Value);
        Assert.False((await rig.Predictor.TryPredictAsync([3])).IsSuccess);
    }

    [Fact]
    public async Task Each_caller_of_a_shared_run_is_judged_by_its_own_row()
    {
        await using var rig = await new ResilienceRig(model: m => m.AddValidator("even", y => (int)y / 10 % 2 == 0)).Say("Timeout", "-00:00:00.001").StartAsync();
        var hold = rig.Primary.Hold();
        var callers = Enumerable.Range(0, 60).Select(i => Task.Run(() => rig.Predictor.TryPredictAsync([i]).AsTask())).ToArray();
        await Eventually.True(() => rig.Primary.RunsStarted > 0);
        hold.Dispose();
        var answers = await Task.WhenAll(callers);
        for (var i = 0; i < answers.Length; i++)
        {
            if (i % 2 == 0) Assert.Equal(10 * i, answers[i].GetOrThrow().Value);
            else Assert.Equal("fraud/1: validator 'even' refuses the answer.", answers[i].Failure!.Message);
        }
    }

    [Fact]
    public async Task A_validator_that_throws_refuses_the_answer()
    {
        await using var rig = await new ResilienceRig(model: m => m.AddValidator("broken", _ => throw new FormatException("secret")).AddFallback("guess", (_, _) => 7)).StartAsync();
        var answer = await rig.Predictor.PredictAsync([1]);
        Assert.Equal((7f, FallbackReason.InvalidOutput), (answer.Value, answer.Info.Reason));
    }

    [Fact]
    public async Task A_bad_row_of_many_is_named()
    {
        await using var rig = await new ResilienceRig().Say("Validators:y:Max", "20").StartAsync();
        var e = await Assert.ThrowsAsync<InferenceException>(() => rig.Predictor.PredictManyAsync(new float[][] { [1], [2], [3] }, new float[3]).AsTask());
        Assert.Equal("Row 2: fraud/1: output 'y' is out of its range -Infinity to 20 at element 0.", e.Message);
    }

    [Theory]
    [InlineData("2,2", "10", null)]
    [InlineData("2", "10", "must have rows of shape [2], and one has [2,2]")]
    [InlineData("2,2", "3", "does not add up to 3")]
    public async Task What_a_model_without_rows_gives_is_one_row_for_codecs_and_for_values(string shape, string sum, string? problem)
    {
        var services = new ServiceCollection();
        services.AddInference(options => options.State.Persist = false).AddModel("table", Codec.Array<float, float>(), m => m
            .FromBytes(OnnxModels.Identity(ElementType.Float32, 2, 2))
            .Configure(o => o.Resilience.Validators["y"] = new() { Shape = shape, Sum = double.Parse(sum, System.Globalization.CultureInfo.InvariantCulture) }));
        await using var provider = services.BuildServiceProvider();
        await provider.StartInferenceAsync(TestContext.Current.CancellationToken);
        var typed = (await provider.GetRequiredService<IPredictor<float[], float[]>>().TryPredictAsync([1, 2, 3, 4], cancellationToken: TestContext.Current.CancellationToken)).Failure?.Message;
        string? values = null;
        try
        {
            using var response = await provider.GetRequiredService<IInferenceClient>().InferAsync(
                new("table", new NamedValue("x", TensorValue.Copy([1f, 2, 3, 4], 2, 2))), TestContext.Current.CancellationToken);
        }
        catch (InferenceException e)
        {
            values = e.Message;
        }
        Assert.Equal(typed, values);
        if (problem is null) Assert.Null(typed);
        else Assert.StartsWith("table/1: output 'y' " + problem, typed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_without_an_output_that_is_to_be_validated_does_not_serve()
    {
        var e = await Assert.ThrowsAsync<InferenceException>(() => new ResilienceRig().Say("Validators:z:Finite", "true").StartAsync());
        Assert.Contains("there is no output 'z' to validate; the outputs are 'y' (", e.Message, StringComparison.Ordinal);
    }
}
