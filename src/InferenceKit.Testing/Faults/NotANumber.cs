using System.Runtime.InteropServices;
using InferenceKit.Sessions.Rows;

namespace InferenceKit.Testing.Faults;

/// <summary>Overwrites floating-point outputs.</summary>
internal static class NotANumber
{
    // Quiet NaNs, as arithmetic gives them.
    private const ushort Half = 0x7E00, BFloat16 = 0x7FC0;

    /// <summary>Overwrites the rows of a completed run.</summary>
    /// <returns>Whether there were any.</returns>
    public static unsafe bool Fill(RowBatch batch)
    {
        var isAny = false;
        foreach (var output in batch.Outputs)
        {
            // An optional output without a value has no memory.
            if (output.Spec.Kind != ValueKind.Tensor || output.Data is null) continue;
            var type = output.Spec.ElementType;
            isAny |= Fill(type, new Span<byte>(output.Data, checked(batch.Rows * output.RowElements * ElementTypes.SizeOf(type))));
        }
        return isAny;
    }

    /// <summary>Overwrites a copy that no other code has read yet.</summary>
    /// <returns>Whether it has floating-point elements.</returns>
    public static bool Fill(InferenceValue value)
    {
        switch (value)
        {
            case TensorValue { Buffer: ArrayTensorBuffer buffer } tensor:
                return Fill(tensor.ElementType, buffer.Writable);
            case SequenceValue sequence:
                var isAny = false;
                foreach (var item in sequence.Items) isAny |= Fill(item);
                return isAny;
            case MapValue map:
                return Fill(map.Values);
            default:
                return false;
        }
    }

    private static bool Fill(ElementType type, Span<byte> bytes)
    {
        switch (type)
        {
            case ElementType.Float32:
                MemoryMarshal.Cast<byte, float>(bytes).Fill(float.NaN);
                break;
            case ElementType.Float64:
                MemoryMarshal.Cast<byte, double>(bytes).Fill(double.NaN);
                break;
            case ElementType.Float16:
                MemoryMarshal.Cast<byte, ushort>(bytes).Fill(Half);
                break;
            case ElementType.BFloat16:
                MemoryMarshal.Cast<byte, ushort>(bytes).Fill(BFloat16);
                break;
            default:
                return false;
        }
        return !bytes.IsEmpty;
    }
}
