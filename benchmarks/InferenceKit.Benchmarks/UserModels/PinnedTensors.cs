using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceKit.Benchmarks.UserModels;

/// <summary>
/// Tensors over pinned arrays, which live as long as this: a tensor knows its memory by address only, and would not keep the collector from it.
/// </summary>
internal sealed class PinnedTensors : IDisposable
{
    private readonly List<(byte[] Memory, OrtValue Value)> _tensors = [];

    /// <summary>Memory of so many bytes, and at least one, that does not move.</summary>
    public static byte[] Allocate(long bytes) => GC.AllocateArray<byte>((int)Math.Max(1, bytes), pinned: true);

    /// <summary>A tensor over the first bytes of memory from <see cref="Allocate"/>.</summary>
    public OrtValue Add(byte[] memory, TensorElementType type, long[] shape, long bytes)
    {
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        var value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, address, bytes);
        _tensors.Add((memory, value));
        return value;
    }

    public void Dispose()
    {
        foreach (var (_, value) in _tensors)
            value.Dispose();
    }
}
