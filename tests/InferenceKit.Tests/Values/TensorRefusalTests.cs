using System.Buffers;
using CsCheck;

namespace InferenceKit.Tests.Values;

public sealed class TensorRefusalTests
{
    [Fact]
    public void A_shape_that_does_not_suit_the_data_is_refused_naming_both() =>
        Gen.Select(Shapes.Any, Gen.Int[0, 300]).Where((shape, given) => Shapes.Length(shape) != given).Sample((shape, given) =>
        {
            var failure = Refusal(() => TensorValue.Copy(new int[given], shape));
            Assert.Contains($"Int32[{string.Join(',', shape)}]", failure.Message, StringComparison.Ordinal);
            Assert.Contains($"{Shapes.Length(shape)} elements", failure.Message, StringComparison.Ordinal);
            Assert.Contains($"{given} were given", failure.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void A_negative_size_is_refused_also_beside_a_zero()
    {
        foreach (var shape in new long[][] { [-1], [2, -3], [0, -1], [-1, 0], [-1, -1], [long.MinValue] })
            Assert.Contains("negative", Refusal(() => TensorValue.Copy(new float[1], shape)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_product_of_more_than_63_bits_is_refused_instead_of_wrapping_round()
    {
        // 2^32 * 2^32 is 0 in 64 bits, and 2^33 * 2^31 + ... would look like little: both would pass a naive check.
        foreach (var shape in new long[][] { [1L << 32, 1L << 32], [long.MaxValue, 2], [long.MaxValue, long.MaxValue, 3], [3, long.MaxValue] })
            Assert.Contains("63 bits", Refusal(() => TensorValue.Copy(Array.Empty<float>(), shape)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zero_size_makes_an_empty_tensor_however_large_the_others()
    {
        var tensor = TensorValue.Copy(Array.Empty<float>(), long.MaxValue, 0, long.MaxValue);
        Assert.Equal(0, tensor.Length);
        Assert.True(tensor.AsSpan<float>().IsEmpty);
    }

    [Fact]
    public void The_largest_product_is_counted_exactly()
    {
        Assert.Equal(long.MaxValue, TensorShape.Product([long.MaxValue]));
        Assert.Equal(long.MaxValue, TensorShape.Product([1, 7, long.MaxValue / 7]));
        Assert.Equal(1, TensorShape.Product([]));
    }

    [Fact]
    public void Bytes_that_are_no_whole_number_of_elements_are_refused_naming_bytes()
    {
        var failure = Refusal(() => TensorValue.CopyBytes(ElementType.Float32, new byte[5], 1));
        Assert.Contains("4 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Contains("5 were given", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_that_are_no_element_types_are_not_supported()
    {
        Assert.Throws<NotSupportedException>(() => TensorValue.Copy(new DateTime[1], 1));
        Assert.Throws<NotSupportedException>(() => TensorValue.Copy(new nint[1], 1));
        Assert.Throws<NotSupportedException>(() => TensorValue.Copy(new char[1], 1));
        Assert.Throws<NotSupportedException>(() => TensorValue.Copy(new object[1], 1));
        Assert.Throws<NotSupportedException>(() => TensorValue.CopyBytes(ElementType.String, [], 0));
        Assert.Throws<NotSupportedException>(() => TensorValue.CopyBytes(ElementType.Undefined, [], 0));
        using var memory = MemoryPool<decimal>.Shared.Rent(1);
        Assert.Throws<NotSupportedException>(() => TensorValue.Own(memory, 1));
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => TensorValue.Copy((float[])null!, 0));
        Assert.Throws<ArgumentNullException>(() => TensorValue.Own<float>(null!, 0));
        Assert.Throws<ArgumentNullException>(() => new SequenceValue(null!));
        Assert.Throws<ArgumentNullException>(() => new MapValue(null!, TensorValue.Copy<long>([], 0)));
        Assert.Throws<ArgumentNullException>(() => new MapValue(TensorValue.Copy<long>([], 0), null!));
    }

    [Fact]
    public void Reading_as_another_type_is_refused_naming_both()
    {
        var tensor = TensorValue.Copy([1f], 1);
        var message = Assert.Throws<InvalidOperationException>(() => tensor.AsSpan<double>().Length).Message;
        Assert.Contains("Float32", message, StringComparison.Ordinal);
        Assert.Contains("double", message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => tensor.AsSpan<int>().Length);
        Assert.Throws<InvalidOperationException>(() => tensor.AsSpan<DateTime>().Length);
        Assert.Throws<InvalidOperationException>(() => tensor.GetString(0));
        var texts = TensorValue.Copy(["a"], 1);
        Assert.Throws<InvalidOperationException>(() => texts.AsBytes().Length);
        Assert.Throws<InvalidOperationException>(() => texts.AsSpan<byte>().Length);
    }

    [Fact]
    public void A_string_outside_the_tensor_is_refused()
    {
        var texts = TensorValue.Copy(["a", "b"], 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => texts.GetString(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => texts.GetString(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => texts.GetString(int.MaxValue));
    }

    private static InferenceFailure Refusal(Action make)
    {
        var failure = Assert.Throws<InferenceException>(make).Failure;
        Assert.Equal(InferenceError.InvalidInput, failure.Error);
        return failure;
    }
}
