using InferenceKit.Runtime.Rows;

namespace InferenceKit.Tests.Runtime.Rows;

public sealed class RowComparisonTests
{
    [Theory]
    [InlineData(1f, 1.0005f, true)]
    [InlineData(1f, 1.002f, false)]
    [InlineData(0f, 0.001f, false)]
    [InlineData(float.NaN, float.NaN, true)]
    [InlineData(float.NaN, 1f, false)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, true)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity, false)]
    [InlineData(float.PositiveInfinity, 1f, false)]
    public void Floats_may_differ_by_their_rounding(float alone, float together, bool areSame) =>
        Assert.Equal(areSame, RowComparison.AreSame(Floats(alone), Floats(together)));

    [Theory]
    [InlineData(0.05f, true)]
    [InlineData(0.2f, false)]
    public void Small_elements_may_differ_by_the_scale_of_the_output(float difference, bool areSame) =>
        Assert.Equal(areSame, RowComparison.AreSame(Floats(1000, 0.5f), Floats(1000, 0.5f + difference)));

    [Fact]
    public void Everything_else_has_to_be_equal()
    {
        Assert.True(RowComparison.AreSame(TensorValue.Copy<long>([1_000_000], 1), TensorValue.Copy<long>([1_000_000], 1)));
        Assert.False(RowComparison.AreSame(TensorValue.Copy<long>([1_000_000], 1), TensorValue.Copy<long>([1_000_001], 1)));
        Assert.True(RowComparison.AreSame(TensorValue.Copy(["a"], 1), TensorValue.Copy(["a"], 1)));
        Assert.False(RowComparison.AreSame(TensorValue.Copy(["a"], 1), TensorValue.Copy(["b"], 1)));
        Assert.False(RowComparison.AreSame(Floats(1), TensorValue.Copy<float>([1], 1, 1)));
        Assert.False(RowComparison.AreSame(Floats(1), TensorValue.Copy<double>([1], 1)));
        Assert.False(RowComparison.AreSame(Floats(1), InferenceValue.Absent));
        Assert.True(RowComparison.AreSame(InferenceValue.Absent, InferenceValue.Absent));
    }

    [Fact]
    public void Maps_and_sequences_are_compared_by_what_they_hold()
    {
        Assert.True(RowComparison.AreSame(Map(1, 0.5f), Map(1, 0.5f)));
        Assert.False(RowComparison.AreSame(Map(1, 0.5f), Map(2, 0.5f)));
        Assert.False(RowComparison.AreSame(Map(1, 0.5f), Map(1, 0.6f)));
        Assert.True(RowComparison.AreSame(new SequenceValue([Floats(1)]), new SequenceValue([Floats(1)])));
        Assert.False(RowComparison.AreSame(new SequenceValue([Floats(1)]), new SequenceValue([Floats(1), Floats(1)])));

        static MapValue Map(long key, float value) => new(TensorValue.Copy([key], 1), TensorValue.Copy([value], 1));
    }

    [Theory]
    [InlineData(ElementType.Float16, 2)]
    [InlineData(ElementType.BFloat16, 2)]
    [InlineData(ElementType.Float64, 8)]
    [InlineData(ElementType.Complex64, 8)]
    public void Every_type_with_a_fraction_has_a_tolerance(ElementType type, int size)
    {
        var bytes = new byte[size * 2];
        bytes[size - 1] = 0x3f;
        bytes[2 * size - 1] = 0x3f;
        var other = (byte[])bytes.Clone();
        // The last bit of the first element.
        other[type == ElementType.Complex64 ? 4 : 0] ^= 1;

        Assert.True(RowComparison.AreSame(TensorValue.CopyBytes(type, bytes, 2), TensorValue.CopyBytes(type, other, 2)));
        other[size - 1] = 0x40;
        Assert.False(RowComparison.AreSame(TensorValue.CopyBytes(type, bytes, 2), TensorValue.CopyBytes(type, other, 2)));
    }

    private static TensorValue Floats(params float[] values) => TensorValue.Copy(values, values.Length);
}
