namespace InferenceKit.Testing.Tests.Onnx.Tensors;

public sealed class ConstantShapeTests
{
    [Fact]
    public void A_shape_that_does_not_hold_the_data_is_refused_with_both_numbers()
    {
        var message = Assert.Throws<ArgumentException>(() => OnnxTensor.Create(new float[5], 2, 3)).Message;
        Assert.Contains("[2,3] holds 6 elements, but 5 came", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_that_are_negative_or_overflow_are_refused()
    {
        Assert.Throws<ArgumentException>(() => OnnxTensor.Create(new float[1], -1));
        Assert.Throws<ArgumentException>(() => OnnxTensor.Create<float>([], long.MaxValue, long.MaxValue, 4));
        Assert.Throws<ArgumentException>(() => OnnxTensor.FromBytes(ElementType.Float32, new byte[5], 1));
        Assert.Throws<ArgumentException>(() => OnnxTensor.FromBytes(ElementType.String, new byte[5], 1));
        Assert.Throws<NotSupportedException>(() => OnnxTensor.Vector('a'));
    }
}
