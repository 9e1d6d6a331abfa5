using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Loader = System.Runtime.InteropServices.NativeLibrary;

namespace InferenceKit.Sessions.Onnx.Runtime;

/// <summary>
/// What ONNX Runtime's C API can do and its C# API cannot: tell whether an optional output has a value, and take an allocator out of the
/// environment again. To the C# API an output without a value is fatal: it reads through a null pointer, and the process dies.
/// </summary>
/// <remarks>The functions are found by their index in the table OrtApi, to which ONNX Runtime only ever appends.</remarks>
internal static unsafe class NativeApi
{
    private const uint Version = 22;
    private const int GetErrorMessage = 2, AllocatorFree = 76, ReleaseStatus = 93, ReleaseValue = 96, GetBoundOutputValues = 140, UnregisterSharedAllocator = 177, HasValue = 192;
    private static readonly nint* Table = Find();

    public static bool IsAvailable => Table is not null;

    /// <summary>For each bound output, in order, whether the last run gave it a value.</summary>
    public static bool[] HaveValues(OrtIoBinding binding)
    {
        var allocator = OrtAllocator.DefaultInstance.DangerousGetHandle();
        nint* values = null;
        nuint count = 0;
        Check(((delegate* unmanaged<nint, nint, nint**, nuint*, nint>)Table[GetBoundOutputValues])(binding.DangerousGetHandle(), allocator, &values, &count));
        var have = new bool[count];
        nint status = 0;
        for (nuint i = 0; i < count; i++)
        {
            var has = 0;
            if (status == 0) status = ((delegate* unmanaged<nint, int*, nint>)Table[HasValue])(values[i], &has);
            have[i] = has != 0;
            ((delegate* unmanaged<nint, void>)Table[ReleaseValue])(values[i]);
        }
        if (values is not null) Check(((delegate* unmanaged<nint, void*, nint>)Table[AllocatorFree])(allocator, values));
        Check(status);
        GC.KeepAlive(binding);
        return have;
    }

    /// <summary>Sessions made from now on do not take the allocator that was registered for this memory; those that have taken it keep it.</summary>
    public static void UnregisterAllocator(OrtEnv environment, OrtMemoryInfo memory)
    {
        Check(((delegate* unmanaged<nint, nint, nint>)Table[UnregisterSharedAllocator])(environment.DangerousGetHandle(), memory.DangerousGetHandle()));
        GC.KeepAlive(memory);
    }

    private static void Check(nint status)
    {
        if (status == 0) return;
        var text = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Table[GetErrorMessage])(status));
        ((delegate* unmanaged<nint, void>)Table[ReleaseStatus])(status);
        throw new InvalidOperationException(text);
    }

    private static nint* Find()
    {
        if (!Loader.TryLoad("onnxruntime", typeof(OrtEnv).Assembly, null, out var library)
            || !Loader.TryGetExport(library, "OrtGetApiBase", out var entry)) return null;
        var getApi = *(delegate* unmanaged<uint, nint*>*)((delegate* unmanaged<nint>)entry)();
        return getApi(Version);
    }
}
