using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.Runs;

/// <summary>To the library's values and back.</summary>
internal static class KitValues
{
    /// <summary>Makes a value. Owned tensors lend their memory for one request, the others copy it.</summary>
    public static InferenceValue ToKit(CaseValue value, bool owned = false) => value switch
    {
        CaseTensor { ElementType: ElementType.String } tensor =>
            TensorValue.Copy<string>(Array.ConvertAll(tensor.Strings, System.Text.Encoding.UTF8.GetString), tensor.Shape),
        CaseTensor tensor => owned ? OwnedTensor.Make(tensor) : TensorValue.CopyBytes(tensor.ElementType, tensor.Bytes, tensor.Shape),
        CaseSequence sequence => new SequenceValue([.. sequence.Items.Select(item => ToKit(item, owned))]) { ElementType = sequence.ElementType },
        CaseMap map => new MapValue(ToKit(map.Keys, owned).AsTensor(), ToKit(map.Values, owned).AsTensor()),
        _ => InferenceValue.Absent,
    };

    public static CaseValue FromKit(InferenceValue value) => value switch
    {
        TensorValue { ElementType: ElementType.String } tensor =>
            new CaseTensor(tensor.ElementType, tensor.Shape.ToArray(), [], Strings(tensor)),
        TensorValue tensor => new CaseTensor(tensor.ElementType, tensor.Shape.ToArray(), tensor.AsBytes().ToArray(), []),
        SequenceValue sequence => new CaseSequence([.. sequence.Items.Select(FromKit)], sequence.ElementType),
        MapValue map => new CaseMap((CaseTensor)FromKit(map.Keys), (CaseTensor)FromKit(map.Values)),
        _ => new CaseAbsent(),
    };

    private static byte[][] Strings(TensorValue tensor)
    {
        var strings = new byte[tensor.Length][];
        for (var i = 0; i < strings.Length; i++) strings[i] = tensor.GetStringUtf8(i).ToArray();
        return strings;
    }
}
