using Microsoft.ML.OnnxRuntime;
using OrtBFloat16 = Microsoft.ML.OnnxRuntime.BFloat16;

namespace InferenceKit.Testing.Tests.Onnx.Tensors;

public sealed class ElementTypeTests
{
    [Fact]
    public void Constants_of_every_numeric_type_come_back_as_they_went_in()
    {
        ComesBack(1.5f, -2f);
        ComesBack(1.5, -2);
        ComesBack<sbyte>(-128, 127);
        ComesBack<short>(-32768, 32767);
        ComesBack(int.MinValue, int.MaxValue);
        ComesBack(long.MinValue, long.MaxValue);
        ComesBack<byte>(0, 255);
        ComesBack<ushort>(0, 65535);
        ComesBack(0u, uint.MaxValue);
        ComesBack(0ul, ulong.MaxValue);
        ComesBack(true, false);
    }

    [Fact]
    public void Half_precision_comes_back_bit_by_bit()
    {
        using var outputs = Constant(OnnxTensor.Vector((Half)1.5f, Half.NaN));
        Assert.Equal([BitConverter.HalfToUInt16Bits((Half)1.5f), BitConverter.HalfToUInt16Bits(Half.NaN)], outputs[0].GetTensorDataAsSpan<Float16>().ToArray().Select(half => half.value));
    }

    [Fact]
    public void Brain_floats_come_back_bit_by_bit()
    {
        using var outputs = Constant(OnnxTensor.Vector(InferenceKit.BFloat16.FromSingle(1.5f)));
        Assert.Equal([(ushort)0x3FC0], outputs[0].GetTensorDataAsSpan<OrtBFloat16>().ToArray().Select(brain => brain.value));
    }

    [Fact]
    public void Texts_come_back_whole()
    {
        using var outputs = Constant(OnnxTensor.Strings(["", "Grüße", "a\tb", "日本"], 2, 2));
        Assert.Equal(["", "Grüße", "a\tb", "日本"], outputs[0].GetStringTensorAsArray());
        Assert.Equal([2L, 2L], outputs[0].GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void A_scalar_has_no_dimension()
    {
        using var outputs = Constant(OnnxTensor.Scalar(7L));
        Assert.Equal([7L], outputs[0].GetTensorDataAsSpan<long>().ToArray());
        Assert.Empty(outputs[0].GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void An_empty_constant_keeps_its_shape()
    {
        using var outputs = Constant(OnnxTensor.Create<float>([], 0, 3));
        Assert.Equal([0L, 3L], outputs[0].GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void A_constant_can_be_made_of_bytes()
    {
        using var outputs = Constant(OnnxTensor.FromBytes(ElementType.Int16, [1, 0, 255, 255], 2));
        Assert.Equal<short>([1, -1], outputs[0].GetTensorDataAsSpan<short>().ToArray());
    }

    [Fact]
    public void A_constant_node_gives_its_tensor()
    {
        using var run = new OnnxRun(OnnxModelBuilder.Create().Constant(OnnxTensor.Vector(1L, 2L), "y").Output("y", ElementType.Int64, 2).Build());
        using var outputs = run.Run();
        Assert.Equal([1L, 2L], outputs[0].GetTensorDataAsSpan<long>().ToArray());
    }

    [Fact]
    public void Every_element_type_can_be_declared()
    {
        foreach (var element in Enum.GetValues<ElementType>().Except([ElementType.Undefined, ElementType.Complex64, ElementType.Complex128]))
        {
            using var run = new OnnxRun(OnnxModels.Identity(element, "batch", 2));
            Assert.Equal((int)element, (int)run.Session.InputMetadata["x"].ElementDataType);
            Assert.Equal([-1, 2], run.Session.OutputMetadata["y"].Dimensions);
        }
    }

    private static void ComesBack<T>(params T[] values)
        where T : unmanaged
    {
        using var outputs = Constant(OnnxTensor.Vector<T>(values));
        Assert.Equal(values, outputs[0].GetTensorDataAsSpan<T>().ToArray());
    }

    private static IDisposableReadOnlyCollection<OrtValue> Constant(OnnxTensor tensor)
    {
        using var run = new OnnxRun(OnnxModelBuilder.Create()
            .Initializer("constant", tensor)
            .Identity("constant", "y")
            .Output("y", OnnxType.TensorOfAnyRank(tensor.Element))
            .Build());
        return run.Run();
    }
}
