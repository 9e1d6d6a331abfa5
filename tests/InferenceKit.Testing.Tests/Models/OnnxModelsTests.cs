using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Testing.Tests.Models;

public sealed class OnnxModelsTests
{
    [Fact]
    public void Identity_gives_back_what_it_takes() =>
        Assert.Equal([1f, 2f, 3f], OnnxRun.Floats(OnnxModels.Identity(ElementType.Float32, "batch", 3), [1, 2, 3], 1, 3));

    [Fact]
    public void A_constant_model_answers_every_row_alike_even_one_that_is_not_a_number() =>
        Assert.Equal([1f, 2f, 1f, 2f, 1f, 2f], OnnxRun.Floats(OnnxModels.Constant(2, 1, 2), [0, 0, float.NaN, 5, 7, 8], 3, 2));

    [Fact]
    public void A_constant_model_answers_no_rows_with_no_rows() =>
        Assert.Empty(OnnxRun.Floats(OnnxModels.Constant(2, 1, 2), [], 0, 2));

    [Fact]
    public void A_row_sum_is_scaled_and_offset() =>
        Assert.Equal([106f, 115f], OnnxRun.Floats(OnnxModels.RowSum(3, scale: 1, offset: 100), [1, 2, 3, 4, 5, 6], 2, 3));

    [Fact]
    public void A_negative_row_fails_the_run_and_the_others_are_summed()
    {
        using var run = new OnnxRun(OnnxModels.FailsWhenNegative(2));
        Assert.Equal([3f, 0f], run.Floats([1, 2, 1, -1], 2, 2));
        Assert.Throws<OnnxRuntimeException>(() => run.Floats([1, 2, 1, -2], 2, 2));
    }

    [Fact]
    public void A_network_is_the_same_for_the_same_seed_and_another_for_another()
    {
        Assert.Equal(OnnxModels.Mlp(4, 8, 2, seed: 3), OnnxModels.Mlp(4, 8, 2, seed: 3));
        Assert.NotEqual(OnnxModels.Mlp(4, 8, 2, seed: 3), OnnxModels.Mlp(4, 8, 2, seed: 4));
    }

    [Fact]
    public void A_network_answers_each_row_alike_whatever_its_batch()
    {
        using var run = new OnnxRun(OnnxModels.Mlp(4, 8, 2));
        var both = run.Floats([1, 2, 3, 4, -1, 0, 1, 2], 2, 4);
        Assert.Equal(both[..2], run.Floats([1, 2, 3, 4], 1, 4), Near);
        Assert.Equal(both[2..], run.Floats([-1, 0, 1, 2], 1, 4), Near);
        Assert.NotEqual(both[0], both[2]);
    }

    [Fact]
    public void A_convolutional_net_has_the_size_that_was_asked_for_and_gives_probabilities()
    {
        var model = OnnxModels.ConvolutionalNet(megabytes: 3);
        Assert.InRange(model.Length, 2_700_000, 3_300_000);
        var y = OnnxRun.Floats(model, new float[2 * 3 * 32 * 32], 2, 3, 32, 32);
        Assert.Equal(20, y.Length);
        Assert.Equal(1f, y[..10].Sum(), 1e-5);
    }

    [Fact]
    public void Boosted_trees_answer_rows_differently()
    {
        var y = OnnxRun.Floats(OnnxModels.GradientBoostedTrees(4, 20, 3), [-2, -2, -2, -2, 2, 2, 2, 2], 2, 4);
        Assert.Equal(2, y.Length);
        Assert.NotEqual(y[0], y[1]);
        Assert.All(y, score => Assert.InRange(score, -2f, 2f));
    }

    [Fact]
    public void A_forest_gives_the_likeliest_label_and_a_map_whose_scores_add_up_to_one()
    {
        using var run = new OnnxRun(OnnxModels.ForestClassifier(3, new[] { "cat", "dog", "owl" }));
        using var x = OrtValue.CreateTensorValueFromMemory(new float[] { 0.1f, 0.2f, -0.3f }, [1, 3]);
        using var outputs = run.Run(("x", x));
        var label = Assert.Single(outputs[0].GetStringTensorAsArray());
        outputs[1].ProcessSequence(
            (map, _) => map.ProcessMap(
                (keys, values) =>
                {
                    var scores = values.GetTensorDataAsSpan<float>().ToArray();
                    Assert.Equal(1f, scores.Sum(), 1e-5);
                    Assert.Equal(label, keys.GetStringTensorAsArray()[Array.IndexOf(scores, scores.Max())]);
                },
                OrtAllocator.DefaultInstance),
            OrtAllocator.DefaultInstance);
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-5;
}
