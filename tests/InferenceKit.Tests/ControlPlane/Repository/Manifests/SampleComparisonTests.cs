using InferenceKit.ControlPlane.Repository.Manifests;

namespace InferenceKit.Tests.ControlPlane.Repository.Manifests;

public sealed class SampleComparisonTests
{
    [Fact]
    public void A_difference_says_where_and_by_how_much_and_no_value()
    {
        var expected = TensorValue.Copy(new float[8], 2, 4);
        var actual = TensorValue.Copy([0, 0, 0.001f, 0.0123f, 0, 0, 0, 0.000001f], 2, 4);
        Assert.Equal(
            "y differs in 2 of 8 elements, most at [0,3]: by 0.0123, where 0.0001 + 0.001 x expected is allowed",
            SampleComparison.FindDifference("y", expected, actual, null));
        Assert.Equal(
            "y differs in 1 of 8 elements, most at [0,3]: by 0.0123, where 0.01 is allowed",
            SampleComparison.FindDifference("y", expected, actual, new(0.01, 0)));
    }

    [Theory]
    [InlineData(1000f, 1000.9f, true)]
    [InlineData(1000f, 1002f, false)]
    [InlineData(0f, 0.00009f, true)]
    [InlineData(0f, -0.0002f, false)]
    [InlineData(0f, -0f, true)]
    [InlineData(float.NaN, float.NaN, true)]
    [InlineData(float.NaN, 1f, false)]
    [InlineData(1f, float.NaN, false)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, true)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity, false)]
    [InlineData(float.PositiveInfinity, 1f, false)]
    [InlineData(1f, float.PositiveInfinity, false)]
    public void Reals_are_equal_as_numpy_has_it(float expected, float actual, bool equal) =>
        Assert.Equal(equal, SampleComparison.FindDifference("y", TensorValue.Copy([expected]), TensorValue.Copy([actual]), null) is null);

    [Fact]
    public void Whole_numbers_are_equal_exactly_unless_the_absolute_part_says_otherwise()
    {
        var (large, next) = (TensorValue.Copy([long.MaxValue], 1), TensorValue.Copy([long.MaxValue - 1], 1));
        Assert.Equal("y differs in its only element, most at [0]: by 1, and it has to be equal", SampleComparison.FindDifference("y", large, next, null));
        Assert.NotNull(SampleComparison.FindDifference("y", large, next, new(0.5, 1)));
        Assert.Null(SampleComparison.FindDifference("y", large, next, new(1, 0)));
        Assert.NotNull(SampleComparison.FindDifference("y", TensorValue.Copy([long.MinValue], 1), large, new(1, 0)));
        Assert.NotNull(SampleComparison.FindDifference("y", TensorValue.Copy([ulong.MaxValue], 1), TensorValue.Copy([0ul], 1), null));
    }

    [Fact]
    public void Types_shapes_kinds_and_counts_have_to_agree()
    {
        var one = TensorValue.Copy([1f], 1);
        Assert.Equal("y is Float64[1], where Float32[1] is expected", SampleComparison.FindDifference("y", one, TensorValue.Copy([1d], 1), null));
        Assert.Equal("y is Float32[1,1], where Float32[1] is expected", SampleComparison.FindDifference("y", one, TensorValue.Copy([1f], 1, 1), null));
        Assert.Equal("y is without a value, where Float32[1] is expected", SampleComparison.FindDifference("y", one, InferenceValue.Absent, null));
        Assert.Equal("y has 2 items, where 1 are expected", SampleComparison.FindDifference("y", new SequenceValue([one]), new SequenceValue([one, one]), null));
        Assert.StartsWith("item 1 of y differs", SampleComparison.FindDifference("y", new SequenceValue([one, one]), new SequenceValue([one, TensorValue.Copy([2f], 1)]), null), StringComparison.Ordinal);
        var keys = TensorValue.Copy(["a"], 1);
        Assert.Null(SampleComparison.FindDifference("y", new MapValue(keys, one), new MapValue(keys, one), null));
        Assert.Equal("the keys of y differs in its only element, first at [0]", SampleComparison.FindDifference("y", new MapValue(keys, one), new MapValue(TensorValue.Copy(["b"], 1), one), null));
    }

    [Fact]
    public void A_complex_number_counts_once()
    {
        var expected = TensorValue.Copy(new System.Numerics.Complex[2], 2);
        var actual = TensorValue.Copy([default, new System.Numerics.Complex(1, 2)], 2);
        Assert.StartsWith("y differs in 1 of 2 elements, most at [1]: by 2,", SampleComparison.FindDifference("y", expected, actual, null), StringComparison.Ordinal);
    }
}
