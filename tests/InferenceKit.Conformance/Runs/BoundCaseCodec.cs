using System.Runtime.InteropServices;
using InferenceKit.Conformance.Cases;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.Runs;

/// <summary>Writes what rows hold as it stands in the case, and reads all outputs.</summary>
internal sealed class BoundCaseCodec(ModelSignature signature) : BoundCodec<CaseRow, IReadOnlyList<NamedCaseValue>>
{
    public override void Encode(CaseRow input, TensorWriter writer)
    {
        foreach (var (name, value) in input.Inputs)
            if (value is CaseTensor tensor) Write(tensor, signature.IndexOfInput(name), writer);
    }

    public override IReadOnlyList<NamedCaseValue> Decode(TensorReader reader)
    {
        var outputs = new NamedCaseValue[signature.Outputs.Count];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = new(signature.Outputs[i].Name, KitValues.FromKit(reader.Value(i)));
        return outputs;
    }

    private static void Write(CaseTensor tensor, int input, TensorWriter writer)
    {
        switch (tensor.ElementType)
        {
            case ElementType.Float32: Write<float>(tensor, input, writer); break;
            case ElementType.Float64: Write<double>(tensor, input, writer); break;
            case ElementType.Float16: Write<Half>(tensor, input, writer); break;
            case ElementType.BFloat16: Write<BFloat16>(tensor, input, writer); break;
            case ElementType.Int64: Write<long>(tensor, input, writer); break;
            case ElementType.Int32: Write<int>(tensor, input, writer); break;
            case ElementType.Int16: Write<short>(tensor, input, writer); break;
            case ElementType.Int8: Write<sbyte>(tensor, input, writer); break;
            case ElementType.UInt64: Write<ulong>(tensor, input, writer); break;
            case ElementType.UInt32: Write<uint>(tensor, input, writer); break;
            case ElementType.UInt16: Write<ushort>(tensor, input, writer); break;
            case ElementType.UInt8: Write<byte>(tensor, input, writer); break;
            case ElementType.Bool: Write<bool>(tensor, input, writer); break;
            case ElementType.String: WriteStrings(tensor, input, writer); break;
            default: throw new NotSupportedException($"{tensor.ElementType} has no .NET type.");
        }
    }

    private static void Write<T>(CaseTensor tensor, int input, TensorWriter writer) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(tensor.Bytes).CopyTo(writer.Row<T>(input, tensor.Shape));

    private static void WriteStrings(CaseTensor tensor, int input, TensorWriter writer)
    {
        writer.SetStringShape(input, tensor.Shape);
        for (var i = 0; i < tensor.Strings.Length; i++) writer.SetString(input, i, tensor.Strings[i]);
    }
}
