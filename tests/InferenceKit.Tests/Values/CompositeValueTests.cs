namespace InferenceKit.Tests.Values;

public sealed class CompositeValueTests
{
    private static readonly TensorValue Tensor = TensorValue.Copy([1L, 2L], 2);

    [Fact]
    public void Each_value_says_its_kind_and_reads_as_nothing_else()
    {
        InferenceValue sequence = new SequenceValue([Tensor]);
        InferenceValue map = new MapValue(Tensor, Tensor);
        Assert.Equal(
            [ValueKind.Tensor, ValueKind.Sequence, ValueKind.Map, ValueKind.Absent],
            new[] { Tensor, sequence, map, InferenceValue.Absent }.Select(value => value.Kind));
        Assert.Same(Tensor, Tensor.AsTensor());
        Assert.Same(sequence, sequence.AsSequence());
        Assert.Same(map, map.AsMap());
        Assert.Throws<InvalidOperationException>(sequence.AsTensor);
        Assert.Throws<InvalidOperationException>(map.AsSequence);
        Assert.Throws<InvalidOperationException>(Tensor.AsMap);
        Assert.Throws<InvalidOperationException>(InferenceValue.Absent.AsTensor);
    }

    [Fact]
    public void A_maps_keys_and_values_must_be_of_rank_1_and_one_length()
    {
        var scalar = TensorValue.Copy([1L]);
        var three = TensorValue.Copy([1L, 2L, 3L], 3);
        var matrix = TensorValue.Copy([1L, 2L], 2, 1);
        Assert.Throws<ArgumentException>(() => new MapValue(Tensor, three));
        Assert.Throws<ArgumentException>(() => new MapValue(scalar, scalar));
        Assert.Throws<ArgumentException>(() => new MapValue(matrix, Tensor));
        Assert.Throws<ArgumentException>(() => new MapValue(Tensor, matrix));
    }

    [Fact]
    public void Values_say_their_type_and_shape_and_never_their_elements()
    {
        Assert.Equal("Sequence[2]", new SequenceValue([Tensor, Tensor]).ToString());
        Assert.Equal("Map<Int64,String>[2]", new MapValue(Tensor, TensorValue.Copy(["a", "b"], 2)).ToString());
        Assert.Equal("Absent", InferenceValue.Absent.ToString());
        Assert.Equal("Int64[2]", Tensor.ToString());
        Assert.Equal("Float32[]", TensorValue.Copy([42f]).ToString());
        Assert.Equal("String[1,1]", TensorValue.Copy(["secret"], 1, 1).ToString());
    }
}
