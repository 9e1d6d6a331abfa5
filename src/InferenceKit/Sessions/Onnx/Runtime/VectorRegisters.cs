using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceKit.Sessions.Onnx.Runtime;

/// <summary>The state of the processor's vector registers when a native run begins.</summary>
internal static class VectorRegisters
{
    /// <summary>
    /// Clears the upper halves of the vector registers. .NET copies structs through 256-bit registers, and clears the upper halves only where a
    /// method returns: those of the methods that are still on the stack stay set. Large parts of ONNX Runtime are compiled to 128-bit (SSE)
    /// instructions, each of which then has to keep the upper half, and so waits for the instruction that wrote the register before. A run of
    /// 2.8 us took 3.4 us. Call it right before a native run.
    /// </summary>
    /// <remarks>
    /// There is no intrinsic for VZEROUPPER. The runtime executes it at the end of each method that used a 256-bit register, which this method does
    /// for that alone. So it must not be inlined. See the Intel 64 and IA-32 Architectures Optimization Reference Manual, "Mixing AVX code with SSE code".
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ClearUpperHalves()
    {
        if (!Avx.IsSupported) return;
        Unsafe.SkipInit(out Scratch scratch);
        UseUpperHalf(ref Unsafe.As<Scratch, byte>(ref scratch));
    }

    // Memory of the caller's: what this method alone knew, the compiler would see that no code reads it, and would leave all of it out.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseUpperHalf(ref byte scratch) => Vector256.StoreUnsafe(~Vector256.LoadUnsafe(ref scratch), ref scratch);

    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Scratch;
}
