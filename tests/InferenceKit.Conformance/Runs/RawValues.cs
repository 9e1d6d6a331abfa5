using InferenceKit.Conformance.Values;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceKit.Conformance.Runs;

/// <summary>To ONNX Runtime's own values and back. The numbers of element types are the same in both.</summary>
internal static class RawValues
{
    // InferenceKit.Testing has the same conversion for InferenceValue. It is not used here: an error in the library's own values would then
    // also be in the answers that the library is compared with, and no test would see it.

    public static OrtValue ToOrt(CaseValue value) => value switch
    {
        CaseTensor { ElementType: ElementType.String } tensor => ToOrtStrings(tensor),
        CaseTensor tensor => ToOrtTensor(tensor),
        CaseSequence sequence => OrtValue.CreateSequence([.. sequence.Items.Select(ToOrt)]),
        CaseMap map => ToOrtMap(map),
        _ => throw new NotSupportedException($"ONNX Runtime's C# API cannot make {value}."),
    };

    public static CaseValue FromOrt(OrtValue value)
    {
        var type = value.OnnxType;
        if (type == OnnxValueType.ONNX_TYPE_TENSOR) return FromOrtTensor(value);
        if (type is not (OnnxValueType.ONNX_TYPE_SEQUENCE or OnnxValueType.ONNX_TYPE_MAP)) return new CaseAbsent();
        var parts = new List<CaseValue>();
        for (var i = 0; i < value.GetValueCount(); i++)
        {
            using var part = value.GetValue(i, OrtAllocator.DefaultInstance);
            parts.Add(FromOrt(part));
        }
        return type == OnnxValueType.ONNX_TYPE_MAP
            ? new CaseMap((CaseTensor)parts[0], (CaseTensor)parts[1])
            : new CaseSequence(parts, ElementType.Undefined);
    }

    private static OrtValue ToOrtTensor(CaseTensor tensor)
    {
        var value = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance, (TensorElementType)tensor.ElementType, tensor.Shape);
        tensor.Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static OrtValue ToOrtStrings(CaseTensor tensor)
    {
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, tensor.Shape);
        for (var i = 0; i < tensor.Strings.Length; i++) value.StringTensorSetElementAt(tensor.Strings[i].AsSpan(), i);
        return value;
    }

    private static OrtValue ToOrtMap(CaseMap map)
    {
        var (keys, values) = (ToOrt(map.Keys), ToOrt(map.Values));
        return OrtValue.CreateMap(ref keys, ref values);
    }

    private static CaseTensor FromOrtTensor(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var elementType = (ElementType)info.ElementDataType;
        if (elementType != ElementType.String)
            return new(elementType, info.Shape, value.GetTensorMutableRawData().ToArray(), []);
        var strings = new byte[info.ElementCount][];
        for (var i = 0; i < strings.Length; i++) strings[i] = value.GetStringElementAsSpan(i).ToArray();
        return new(elementType, info.Shape, [], strings);
    }
}
