using InferenceKit.Testing;

namespace InferenceKit.Tests.DataPlane.Resilience;

/// <summary>Many rows, some or all of which the model does not answer.</summary>
public sealed class ManyFallbackTests
{
    private static readonly float[][] Rows = [.. Enumerable.Range(0, 100).Select(i => new float[] { i })];

    [Fact]
    public async Task Only_the_rows_that_a_validator_refuses_fall_back()
    {
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("guess", (x, _) => -x[0])).Say("Validators:y:Max", "490").StartAsync();
        await IsAsync(rig, i => i < 50 ? 10 * i : -i);
    }

    [Fact]
    public async Task Only_the_row_that_fails_its_run_falls_back()
    {
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("guess", (x, _) => -x[0]))
            .Add(ResilienceRig.Model, new FakeModel(1, 1, (x, y) => y[0] = x[0] == 42 ? throw new FormatException("bad") : 10 * x[0]), "2").StartAsync();
        await IsAsync(rig, i => i == 42 ? -42 : 10 * i);
    }

    [Fact]
    public async Task All_rows_fall_back_where_the_model_is_not_ready_or_isolated()
    {
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("guess", (x, _) => -x[0])).Set("Models:fraud:Version", "9").Set("Models:fraud:Required", "false").StartAsync();
        await IsAsync(rig, i => -i);
    }

    [Fact]
    public async Task A_row_that_nothing_answers_is_named_with_the_first_failure_as_cause()
    {
        await using var rig = await new ResilienceRig(model: m => m.AddFallback("guess", (Func<float[], InferenceFailure, float>)((_, _) => throw new FormatException())))
            .Say("Validators:y:Max", "490").StartAsync();
        var e = await Assert.ThrowsAsync<InferenceException>(() => rig.Predictor.PredictManyAsync(Rows, new float[100]).AsTask());
        Assert.Equal("Row 50: fraud: no fallback answered; the last of them: fraud: fallback step 10 ('guess'): it threw FormatException.", e.Message);
        Assert.Equal(InferenceError.InvalidOutput, Assert.IsType<InferenceException>(e.Failure.Cause).Failure.Error);
    }

    private static async Task IsAsync(ResilienceRig rig, Func<int, float> expected)
    {
        var answers = new float[Rows.Length];
        await rig.Predictor.PredictManyAsync(Rows, answers);
        Assert.Equal(Enumerable.Range(0, Rows.Length).Select(expected), answers);
    }
}
