using System.Runtime.InteropServices;
using CsCheck;

namespace InferenceKit.Tests.Values;

public sealed class TensorCopyTests
{
    [Fact]
    public void Every_element_type_survives_a_copy_bit_by_bit()
    {
        SurvivesCopy(ElementGenerators.Singles, ElementType.Float32);
        SurvivesCopy(ElementGenerators.Doubles, ElementType.Float64);
        SurvivesCopy(ElementGenerators.Halves, ElementType.Float16);
        SurvivesCopy(ElementGenerators.BFloats, ElementType.BFloat16);
        SurvivesCopy(ElementGenerators.Complexes, ElementType.Complex128);
        SurvivesCopy(Gen.Long, ElementType.Int64);
        SurvivesCopy(Gen.Int, ElementType.Int32);
        SurvivesCopy(Gen.Short, ElementType.Int16);
        SurvivesCopy(Gen.SByte, ElementType.Int8);
        SurvivesCopy(Gen.ULong, ElementType.UInt64);
        SurvivesCopy(Gen.UInt, ElementType.UInt32);
        SurvivesCopy(Gen.UShort, ElementType.UInt16);
        SurvivesCopy(Gen.Byte, ElementType.UInt8);
        SurvivesCopy(Gen.Bool, ElementType.Bool);
    }

    [Fact]
    public void Strings_survive_a_copy_as_text_and_as_UTF_8() =>
        Shapes.With(Gen.String).Sample(t =>
        {
            var tensor = TensorValue.Copy(t.Data, t.Shape);
            Assert.Equal(ElementType.String, tensor.ElementType);
            Assert.Equal(t.Shape, tensor.Shape);
            for (var i = 0; i < t.Data.Length; i++)
            {
                // Half a surrogate pair has no UTF-8; what comes back then is the replacement character.
                var utf8 = System.Text.Encoding.UTF8.GetBytes(t.Data[i]);
                Assert.Equal(utf8, tensor.GetStringUtf8(i));
                Assert.Equal(System.Text.Encoding.UTF8.GetString(utf8), tensor.GetString(i));
            }
        });

    [Fact]
    public void A_null_string_is_copied_as_an_empty_one() =>
        Assert.Equal("", TensorValue.Copy(new string[] { null! }, 1).GetString(0));

    [Fact]
    public void A_copy_does_not_see_what_its_source_becomes()
    {
        float[] data = [1, 2];
        long[] shape = [2];
        var tensor = TensorValue.Copy(data, shape);
        (data[0], shape[0]) = (9, 9);
        Assert.Equal([1, 2], tensor.AsSpan<float>());
        Assert.Equal([2], tensor.Shape);
    }

    [Fact]
    public void Bytes_of_every_type_with_a_fixed_size_survive_a_copy()
    {
        foreach (var type in Enum.GetValues<ElementType>())
        {
            var size = ElementTypes.SizeOf(type);
            if (size == 0) continue;
            Shapes.With(Gen.Byte.Array[size]).Sample(t =>
            {
                byte[] bytes = [.. t.Data.SelectMany(element => element)];
                var tensor = TensorValue.CopyBytes(type, bytes, t.Shape);
                Assert.Equal(type, tensor.ElementType);
                Assert.Equal(t.Shape, tensor.Shape);
                Assert.Equal(t.Data.Length, tensor.Length);
                Assert.Equal(bytes, tensor.AsBytes());
            });
        }
    }

    [Fact]
    public void Bytes_and_elements_make_the_same_tensor() =>
        Shapes.With(ElementGenerators.Singles).Sample(t =>
            TensorValue.CopyBytes(ElementType.Float32, MemoryMarshal.AsBytes<float>(t.Data), t.Shape).AsBytes()
                .SequenceEqual(TensorValue.Copy(t.Data, t.Shape).AsBytes()));

    [Fact]
    public void Part_of_an_array_is_copied_as_a_span_of_it() =>
        Assert.Equal([2L, 3L], TensorValue.Copy<long>(new long[] { 1, 2, 3, 4 }.AsSpan(1, 2), 2).AsSpan<long>());

    private static void SurvivesCopy<T>(Gen<T> element, ElementType expected) where T : unmanaged =>
        Shapes.With(element).Sample(t =>
        {
            foreach (var tensor in new[] { TensorValue.Copy(t.Data, t.Shape), TensorValue.Copy<T>(t.Data.AsSpan(), t.Shape) })
            {
                Assert.Equal(expected, tensor.ElementType);
                Assert.Equal(ValueKind.Tensor, tensor.Kind);
                Assert.Equal(t.Shape, tensor.Shape);
                Assert.Equal(t.Data.Length, tensor.Length);
                Assert.True(MemoryMarshal.AsBytes<T>(t.Data).SequenceEqual(tensor.AsBytes()));
                Assert.True(MemoryMarshal.AsBytes<T>(t.Data).SequenceEqual(MemoryMarshal.AsBytes(tensor.AsSpan<T>())));
            }
        });
}
