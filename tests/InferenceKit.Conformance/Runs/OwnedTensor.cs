using System.Buffers;
using System.Runtime.InteropServices;
using InferenceKit.Conformance.Values;

namespace InferenceKit.Conformance.Runs;

/// <summary>Makes a tensor whose memory the run reads without a copy.</summary>
internal sealed class OwnedTensor(CaseTensor tensor) : IElementAction<TensorValue>
{
    public static TensorValue Make(CaseTensor tensor) => new OwnedTensor(tensor).Invoke(tensor.ElementType);

    public TensorValue Invoke<T>() where T : unmanaged
    {
        var elements = MemoryMarshal.Cast<byte, T>(tensor.Bytes);
        // Rented memory is longer than asked for and holds old data: neither may reach the model.
        var owner = MemoryPool<T>.Shared.Rent(Math.Max(1, elements.Length));
        elements.CopyTo(owner.Memory.Span);
        return TensorValue.Own(owner, tensor.Shape);
    }
}
