using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.Runs;

/// <summary>Tensors that lend their memory to the run, one element type each, since owned memory is typed.</summary>
internal static class OwnedTensors
{
    public static TensorValue Make(CaseTensor tensor) => tensor.ElementType switch
    {
        ElementType.Float32 => Own<float>(tensor),
        ElementType.Float64 => Own<double>(tensor),
        ElementType.Float16 => Own<Half>(tensor),
        ElementType.BFloat16 => Own<BFloat16>(tensor),
        ElementType.Int64 => Own<long>(tensor),
        ElementType.Int32 => Own<int>(tensor),
        ElementType.Int16 => Own<short>(tensor),
        ElementType.Int8 => Own<sbyte>(tensor),
        ElementType.UInt64 => Own<ulong>(tensor),
        ElementType.UInt32 => Own<uint>(tensor),
        ElementType.UInt16 => Own<ushort>(tensor),
        ElementType.UInt8 => Own<byte>(tensor),
        ElementType.Bool => Own<bool>(tensor),
        ElementType.Complex128 => Own<Complex>(tensor),
        _ => TensorValue.CopyBytes(tensor.ElementType, tensor.Bytes, tensor.Shape),
    };

    private static TensorValue Own<T>(CaseTensor tensor) where T : unmanaged
    {
        var elements = MemoryMarshal.Cast<byte, T>(tensor.Bytes);
        // Rented memory is longer than asked for and holds old data: neither may reach the model.
        var owner = MemoryPool<T>.Shared.Rent(Math.Max(1, elements.Length));
        elements.CopyTo(owner.Memory.Span);
        return TensorValue.Own(owner, tensor.Shape);
    }
}
