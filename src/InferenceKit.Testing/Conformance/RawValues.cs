using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Testing.Conformance;

/// <summary>To ONNX Runtime's own values and back. The numbers of element types are the same in both.</summary>
internal static class RawValues
{
    /// <exception cref="NotSupportedException">ONNX Runtime's C# API cannot make such a value.</exception>
    public static OrtValue ToNative(InferenceValue value) => value switch
    {
        TensorValue { ElementType: ElementType.String } tensor => ToNativeTexts(tensor),
        TensorValue tensor => ToNativeTensor(tensor),
        SequenceValue sequence => OrtValue.CreateSequence([.. sequence.Items.Select(ToNative)]),
        MapValue map => ToNativeMap(map),
        _ => throw new NotSupportedException($"ONNX Runtime's C# API cannot make a value of kind {value.Kind}."),
    };

    /// <summary>A copy.</summary>
    public static InferenceValue FromNative(OrtValue value)
    {
        var type = value.OnnxType;
        if (type == OnnxValueType.ONNX_TYPE_TENSOR) return FromNativeTensor(value);
        if (type is not (OnnxValueType.ONNX_TYPE_SEQUENCE or OnnxValueType.ONNX_TYPE_MAP)) return InferenceValue.Absent;
        var parts = new List<InferenceValue>();
        for (var i = 0; i < value.GetValueCount(); i++)
        {
            using var part = value.GetValue(i, OrtAllocator.DefaultInstance);
            parts.Add(FromNative(part));
        }
        return type == OnnxValueType.ONNX_TYPE_MAP ? new MapValue(parts[0].AsTensor(), parts[1].AsTensor()) : new SequenceValue(parts);
    }

    private static OrtValue ToNativeTensor(TensorValue tensor)
    {
        var value = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance, (Microsoft.ML.OnnxRuntime.Tensors.TensorElementType)tensor.ElementType, tensor.Shape.ToArray());
        tensor.AsBytes().CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static OrtValue ToNativeTexts(TensorValue tensor)
    {
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, tensor.Shape.ToArray());
        for (var i = 0; i < tensor.Length; i++) value.StringTensorSetElementAt(tensor.GetStringUtf8(i), i);
        return value;
    }

    private static OrtValue ToNativeMap(MapValue map)
    {
        var (keys, values) = (ToNative(map.Keys), ToNative(map.Values));
        return OrtValue.CreateMap(ref keys, ref values);
    }

    private static TensorValue FromNativeTensor(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var element = (ElementType)info.ElementDataType;
        if (element != ElementType.String) return TensorValue.CopyBytes(element, value.GetTensorMutableRawData(), info.Shape);
        var texts = new string[info.ElementCount];
        for (var i = 0; i < texts.Length; i++) texts[i] = Encoding.UTF8.GetString(value.GetStringElementAsSpan(i));
        return TensorValue.Copy(texts, info.Shape);
    }
}
