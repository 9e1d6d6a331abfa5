using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace InferenceKit.Sessions.Onnx;

/// <summary>Makes ONNX Runtime's tensors over memory of ours, and reads those it made.</summary>
internal static unsafe class NativeTensor
{
    /// <summary>What tensors without elements point to.</summary>
    public static readonly byte* Nowhere = (byte*)NativeMemory.AlignedAlloc(64, 64);

    public static OrtValue Over(ElementType type, long[] shape, void* data, long bytes) =>
        OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, (TensorElementType)(int)type, shape, (nint)(data is null ? Nowhere : data), bytes);

    public static OrtValue OfStrings(long[] shape) => OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);

    /// <summary>The memory of a tensor of fixed-size elements; valid as long as the value.</summary>
    public static byte* DataOf(OrtValue tensor, long elements) =>
        elements == 0 ? Nowhere : (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.GetTensorMutableRawData()));
}
