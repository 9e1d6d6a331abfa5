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
        Claim();
        try
        {
            return owner.Memory.Pin();
        }
        catch
        {
            // The request is refused for it, and then gives the memory back.
            Volatile.Write(ref _state, Unused);
            throw;
        }
    }

    public override void EndUse(ref MemoryHandle handle)
    {
        handle.Dispose();
        if (Interlocked.Exchange(ref _state, GivenBack) != GivenBack) GiveBack();
    }

    public override void Claim()
    {
        if (Interlocked.CompareExchange(ref _state, InUse, Unused) != Unused)
            throw new InferenceException(InferenceError.InvalidInput, "A tensor that owns its memory can be used in one request only.");
    }

    public override void EndClaim()
    {
        if (Interlocked.Exchange(ref _state, GivenBack) != GivenBack) GiveBack();
    }

    public override void Abandon()
    {
        if (Interlocked.CompareExchange(ref _state, GivenBack, Unused) == Unused) GiveBack();
    }

    private void GiveBack()
    {
        try
        {
            owner.Dispose();
        }
#pragma warning disable CA1031 // The owner is user code; on a worker its exception would end the process, and anywhere cost a lease.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }
}
