using System.Numerics;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>Writes rows of zeros and empty strings; a dynamic dimension is 1.</summary>
internal static class ZeroRow
{
    /// <summary>Whether every input that must be there can be written so.</summary>
    public static bool CanWrite(ModelSignature signature) =>
        signature.Inputs.All(i => i.IsOptional || (i.Kind == ValueKind.Tensor && i.ElementType is not (ElementType.Undefined or ElementType.Complex64)));

    public static void Write(RowBatch batch)
    {
        var writer = batch.BeginRow();
        var inputs = batch.Signature.Inputs;
        for (var i = 0; i < inputs.Count; i++)
            if (!inputs[i].IsOptional) Write(writer, i, inputs[i].ElementType, Shape(inputs[i], batch.Signature.HasRows));
        batch.EndRow();
    }

    private static long[] Shape(ValueSpec input, bool hasRows)
    {
        var first = hasRows ? 1 : 0;
        var shape = new long[Math.Max(0, input.Shape.Count - first)];
        for (var i = 0; i < shape.Length; i++) shape[i] = input.Shape[first + i] ?? 1;
        return shape;
    }

    private static void Write(TensorWriter writer, int input, ElementType type, long[] shape)
    {
        switch (type)
        {
            case ElementType.Float32: writer.Row<float>(input, shape); break;
            case ElementType.Float64: writer.Row<double>(input, shape); break;
            case ElementType.Float16: writer.Row<Half>(input, shape); break;
            case ElementType.BFloat16: writer.Row<BFloat16>(input, shape); break;
            case ElementType.Int8: writer.Row<sbyte>(input, shape); break;
            case ElementType.Int16: writer.Row<short>(input, shape); break;
            case ElementType.Int32: writer.Row<int>(input, shape); break;
            case ElementType.Int64: writer.Row<long>(input, shape); break;
            case ElementType.UInt8: writer.Row<byte>(input, shape); break;
            case ElementType.UInt16: writer.Row<ushort>(input, shape); break;
            case ElementType.UInt32: writer.Row<uint>(input, shape); break;
            case ElementType.UInt64: writer.Row<ulong>(input, shape); break;
            case ElementType.Bool: writer.Row<bool>(input, shape); break;
            case ElementType.Complex128: writer.Row<Complex>(input, shape); break;
            case ElementType.String: writer.SetStringShape(input, shape); break;
            default: throw new NotSupportedException($"Rows of {type} cannot be made up.");
        }
    }
}
