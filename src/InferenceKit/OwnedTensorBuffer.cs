using System.Buffers;
using System.Runtime.InteropServices;

namespace InferenceKit;

/// <summary>Memory handed over by its owner, for one run.</summary>
internal sealed class OwnedTensorBuffer<T>(IMemoryOwner<T> owner, int length) : TensorBuffer where T : unmanaged
{
    private const int Unused = 0, InUse = 1, GivenBack = 2;
    private int _state;

    public override ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _state) == GivenBack, typeof(TensorValue));
            return MemoryMarshal.AsBytes(owner.Memory.Span[..length]);
        }
    }

    public override MemoryHandle BeginUse()
    {
        if (Interlocked.CompareExchange(ref _state, InUse, Unused) != Unused)
            throw new InferenceException(InferenceError.InvalidInput, "A tensor that owns its memory can be used in one request only.");
        return owner.Memory.Pin();
    }

    public override void EndUse(ref MemoryHandle handle)
    {
        handle.Dispose();
        if (Interlocked.Exchange(ref _state, GivenBack) != GivenBack) owner.Dispose();
    }

    public override void Abandon()
    {
        if (Interlocked.CompareExchange(ref _state, GivenBack, Unused) == Unused) owner.Dispose();
    }
}
