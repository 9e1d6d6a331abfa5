using InferenceKit.Serving.Traffic;

namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>Whether both say the same class, and how much of the best few.</summary>
public sealed class LabelTests
{
    [Fact]
    public void The_label_of_a_row_of_numbers_is_the_place_of_its_largest()
    {
        float[] primary = [1, 2, 3, 3, 2, 1, 5, 9, 5];
        float[] shadow = [0, 1, 9, 1, 2, 3, 8, 9, 8];
        Assert.Equal(new(2, 3), Labels(Answers.Of(primary, 3, 3), Answers.Of(shadow, 3, 3)));
        Assert.Equal(new(2, 3), Labels(Of(Half.CreateChecked), Of(Half.CreateChecked, isShadow: true)));
        Assert.Equal(new(2, 3), Labels(Of(BFloat16.FromSingle), Of(BFloat16.FromSingle, isShadow: true)));
        Assert.Equal(new(2, 3), Labels(Of(f => (double)f), Of(f => (double)f, isShadow: true)));
        Assert.Equal(new(2, 3), Labels(Of(f => (byte)f), Of(f => (byte)f, isShadow: true)));

        NamedValue[] Of<T>(Converter<float, T> convert, bool isShadow = false) => Answers.Of(Array.ConvertAll(isShadow ? shadow : primary, convert), 3, 3);
    }

    [Fact]
    public void Neighbouring_64_bit_numbers_are_told_apart() =>
        Assert.Equal(new(0, 1), Labels(Answers.Of([long.MaxValue - 1, long.MaxValue]), Answers.Of([long.MaxValue, long.MaxValue - 1])));

    [Fact]
    public void Of_equal_largest_the_first_is_the_label()
    {
        Assert.Equal(new(1, 1), Labels(Answers.Of([1f, 3f, 3f]), Answers.Of([1f, 4f, 3f])));
        Assert.Equal(new(0, 1), Labels(Answers.Of([1f, 3f, 3f]), Answers.Of([1f, 3f, 4f])));
        Assert.Equal(new(1, 1), Labels(Answers.Of([-0f, 0f]), Answers.Of([0f, -0f])));
    }

    [Fact]
    public void NaN_is_no_largest()
    {
        Assert.Equal(new(1, 1), Labels(Answers.Of([float.NaN, 1f, 2f]), Answers.Of([0f, 1f, 2f])));
        Assert.Equal(new(0, 1), Labels(Answers.Of([float.NaN, float.NaN]), Answers.Of([9f, 1f])));
        Assert.Equal(new(1, 1), Labels(Answers.Of([float.NaN, float.NaN]), Answers.Of([float.NaN, float.NaN])));
    }

    [Fact]
    public void One_whole_number_text_or_truth_value_a_row_is_the_label()
    {
        Assert.Equal(new(2, 3), Labels(Answers.Of([1L, 2L, 3L], 3), Answers.Of([1L, 9L, 3L], 3)));
        Assert.Equal(new(2, 3), Labels(Answers.Of([1L, 2L, 3L], 3, 1), Answers.Of([1L, 9L, 3L], 3, 1)));
        Assert.Equal(new(1, 2), Labels(Answers.Of(["a", "b"], 2), Answers.Of(["a", "c"], 2)));
        Assert.Equal(new(1, 2), Labels(Answers.Of([true, false], 2), Answers.Of([true, true], 2)));
        Assert.Equal(new(1, 1), Labels(Answers.Of(TensorValue.Copy([4], [])), Answers.Of(TensorValue.Copy([4], []))));
    }

    [Fact]
    public void One_real_number_a_row_and_rows_of_several_texts_have_no_label()
    {
        Assert.Equal(default, Labels(Answers.Of([1f, 2f], 2), Answers.Of([2f, 1f], 2)));
        Assert.Equal(default, Labels(Answers.Of([1f, 2f], 2, 1), Answers.Of([2f, 1f], 2, 1)));
        Assert.Equal(default, Labels(Answers.Of(["a", "b"]), Answers.Of(["a", "b"])));
        Assert.Equal(default, Labels(Answers.Of([true, false]), Answers.Of([true, false])));
    }

    [Fact]
    public void The_only_dimension_of_a_row_taken_out_of_its_batch_counts_classes()
    {
        var tally = Answers.NewTally();
        tally.Add(Answers.Of([1f, 2f, 3f], 3), Answers.Of([1f, 2f, 4f], 3), null, null, default, default, hasRows: false);
        tally.AddNoise(Answers.Of([1f, 2f, 3f], 3), Answers.Of([4f, 2f, 3f], 3), hasRows: false);
        Assert.Equal(new(1, 1), Assert.Single(tally.Report().Outputs).Labels);
        Assert.Equal(new(0, 1), Assert.Single(tally.Report().NoiseOutputs).Labels);
    }

    [Fact]
    public void The_best_few_are_compared_as_sets()
    {
        var policy = Answers.Policy with { TopK = 2 };
        // {1, 3} and {3, 0}; {0, 1} and {0, 1}; ties: {0, 1} and {1, 0}.
        Assert.Equal((0.5 + 1 + 1) / 3, Overlap(policy,
            [1, 9, 2, 8, 7, 6, 5, 4, 3, 3, 3, 3],
            [7, 1, 2, 8, 6, 7, 5, 4, 3, 4, 3, 3], 3, 4)!.Value, 1e-12);
    }

    [Fact]
    public void The_best_few_are_only_some_of_all()
    {
        Assert.Null(Overlap(Answers.Policy with { TopK = 4 }, [1, 2, 3, 4], [4, 3, 2, 1], 1, 4));
        Assert.Null(Overlap(Answers.Policy with { TopK = 0 }, [1, 2, 3, 4], [4, 3, 2, 1], 1, 4));
        Assert.Equal(2 / 3.0, Overlap(Answers.Policy with { TopK = 3 }, [1, 2, 3, 4], [4, 3, 2, 1], 1, 4));
        Assert.Equal(0, Overlap(Answers.Policy with { TopK = 1 }, [1, 2, 3, 4], [4, 3, 2, 1], 1, 4));
    }

    [Fact]
    public void The_best_few_of_many_are_those_that_sorting_finds()
    {
        var random = new Random(7);
        var primary = Enumerable.Range(0, 1000).Select(_ => (float)random.Next(200)).ToArray();
        var shadow = Array.ConvertAll(primary, p => p + random.Next(20));
        var expected = Top(primary).Intersect(Top(shadow)).Count() / 50.0;
        Assert.InRange(expected, 0.1, 0.95);
        Assert.Equal(expected, Overlap(Answers.Policy with { TopK = 50 }, primary, shadow, 1, 1000)!.Value, 1e-12);

        static IEnumerable<int> Top(float[] row) => Enumerable.Range(0, row.Length).OrderByDescending(i => row[i]).Take(50);
    }

    private static Agreement Labels(NamedValue[] primary, NamedValue[] shadow) => Answers.Compare(primary[0].Value, shadow[0].Value).Report.Labels;

    private static double? Overlap(ShadowPolicy policy, float[] primary, float[] shadow, params long[] shape) =>
        Answers.Compare(TensorValue.Copy(primary, shape), TensorValue.Copy(shadow, shape), policy).Report.TopKOverlap;
}
