namespace InferenceKit.Tests.DataPlane.Shadows;

/// <summary>How far elements lie apart: largest and mean, absolute and relative.</summary>
public sealed class DifferenceTests
{
    [Fact]
    public void Differences_are_counted_over_the_elements_of_all_pairs()
    {
        var tally = Answers.NewTally();
        tally.Add(Answers.Of([1f, -4f]), Answers.Of([1.5f, -4f]));
        tally.Add(Answers.Of([2f, 8f]), Answers.Of([2f, 6f]));
        var report = Assert.Single(tally.Report().Outputs);
        Assert.Equal((4, 0, 2), (report.Elements, report.Within.Agreed, report.Within.Of));
        Assert.Equal((2, 2.5 / 4), (report.LargestAbsoluteDifference, report.MeanAbsoluteDifference));
        Assert.Equal((0.5, 0.75 / 4), (report.LargestRelativeDifference, report.MeanRelativeDifference));
    }

    [Fact]
    public void A_primary_of_zero_has_no_relative_difference_unless_both_are_zero()
    {
        var (_, one) = Answers.Compare([0f], [3f]);
        Assert.Equal(3, one.MeanAbsoluteDifference);
        Assert.Null(one.LargestRelativeDifference);
        Assert.Null(one.MeanRelativeDifference);
        var (_, both) = Answers.Compare([0.0, -0.0, 0, 2], [0.0, 0.0, 1, 4]);
        Assert.Equal((1, 1 / 3.0), (both.LargestRelativeDifference, both.MeanRelativeDifference));
    }

    [Fact]
    public void Doubles_whose_difference_overflows_are_as_far_apart_as_doubles_can_be()
    {
        var (pair, report) = Answers.Compare([double.MaxValue, 1], [-double.MaxValue, 1]);
        Assert.False(pair.IsEqual);
        Assert.False(double.IsNaN(pair.Distance));
        Assert.Equal(double.MaxValue, report.LargestAbsoluteDifference);
    }

    [Fact]
    public void Whole_numbers_of_every_type_are_equal_or_not_and_differ_by_as_much_as_they_do()
    {
        Check(long.MinValue, long.MaxValue, 18446744073709551615.0, 2);
        Check(long.MaxValue, long.MinValue, 18446744073709551615.0, 2);
        Check(long.MaxValue, long.MaxValue - 1, 1, 1 / 9223372036854775807.0);
        Check(0UL, ulong.MaxValue, 18446744073709551615.0, 0);
        Check(ulong.MaxValue, 0UL, 18446744073709551615.0, 1);
        Check(int.MinValue, int.MaxValue, 4294967295, 4294967295 / 2147483648.0);
        Check(5u, 3u, 2, 0.4);
        Check(short.MaxValue, short.MinValue, 65535, 65535 / 32767.0);
        Check((ushort)0, ushort.MaxValue, 65535, 0);
        Check(sbyte.MinValue, sbyte.MaxValue, 255, 255 / 128.0);
        Check((byte)255, (byte)0, 255, 1);
    }

    [Fact]
    public void No_tolerance_makes_different_whole_numbers_equal()
    {
        var policy = Answers.Policy with { AbsoluteTolerance = 10, RelativeTolerance = 1 };
        Assert.False(Answers.Compare([7L], [8L], policy).Pair.IsEqual);
        Assert.True(Answers.Compare([7f], [8f], policy).Pair.IsEqual);
    }

    [Fact]
    public void Texts_and_truth_values_are_equal_or_not_and_differ_by_no_number()
    {
        var (texts, ofTexts) = Answers.Compare(["a", "b", "é"], ["a", "B", "e"]);
        Assert.Equal((false, 3), (texts.IsEqual, texts.Distance));
        Assert.Equal((0, 3), (ofTexts.Within.Agreed, ofTexts.Elements));
        Assert.Null(ofTexts.LargestAbsoluteDifference);
        Assert.True(Answers.Compare(["é", ""], ["é", ""]).Pair.IsEqual);
        Assert.Equal(2, Answers.Compare([true, false], [true, true]).Pair.Distance);
        Assert.True(Answers.Compare([true, false], [true, false]).Pair.IsEqual);
        Assert.True(Answers.Compare(TensorValue.CopyBytes(ElementType.Bool, [1], 1), TensorValue.CopyBytes(ElementType.Bool, [255], 1)).Pair.IsEqual);
    }

    [Fact]
    public void The_distance_counts_tolerances_of_the_worst_element()
    {
        var policy = Answers.Policy with { AbsoluteTolerance = 0.5, RelativeTolerance = 0 };
        Assert.Equal(0, Answers.Compare([1f, 2f], [1f, 2f], policy).Pair.Distance);
        Assert.Equal(0.5, Answers.Compare([1f, 2f], [1f, 2.25f], policy).Pair.Distance);
        Assert.Equal(4, Answers.Compare([1f, 2f, 3f], [1.25f, 4f, 3f], policy).Pair.Distance);
        Assert.Equal(4, Answers.Compare([1L], [4L], policy).Pair.Distance);
    }

    private static void Check<T>(T primary, T shadow, double difference, double relative)
    {
        // The first pair of elements is equal; from zero to another number there is no relative difference.
        var (pair, report) = Answers.Compare([primary, primary], [primary, shadow]);
        Assert.False(pair.IsEqual);
        Assert.Equal((difference, difference / 2), (report.LargestAbsoluteDifference, report.MeanAbsoluteDifference));
        Assert.Equal(relative, report.LargestRelativeDifference);
        Assert.Equal(relative / 2, report.MeanRelativeDifference);
        Assert.True(Answers.Compare([shadow], [shadow]).Pair.IsEqual);
        Assert.Equal(1 + difference, pair.Distance);
    }
}
