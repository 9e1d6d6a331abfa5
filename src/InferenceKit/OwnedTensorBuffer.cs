using System.Buffers;
using System.Runtime.InteropServices;

namespace InferenceKit;

/// <summary>Memory handed over by its owner, for one request: one run, or the attempts of a request that may fall back.</summary>
internal sealed class OwnedTensorBuffer<T>(IMemoryOwner<T> owner, int length) : TensorBuffer where T : unmanaged
{
    private readonly Lock _lock = new();
    private int _uses;
    private bool _isTaken;
    private bool _isHeld;
    private bool _isGivenBack;

    public override ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isGivenBack), typeof(TensorValue));
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
            // The request is refused because of it, and gives the memory back afterwards.
            lock (_lock)
            {
                _uses--;
                _isTaken = _isHeld;
            }
            throw;
        }
    }

    public override void EndUse(ref MemoryHandle handle)
    {
        handle.Dispose();
        EndClaim();
    }

    public override void Claim()
    {
        lock (_lock)
        {
            if (_isTaken && !_isHeld) throw UsedTwice();
            _isTaken = true;
            _uses++;
        }
    }

    public override void EndClaim()
    {
        lock (_lock)
        {
            _uses--;
            GiveBackIfUnused();
        }
    }

    public override void Hold()
    {
        lock (_lock)
        {
            if (_isTaken) throw UsedTwice();
            _isTaken = _isHeld = true;
        }
    }

    public override void EndHold()
    {
        lock (_lock)
        {
            if (!_isHeld) return;
            _isHeld = false;
            GiveBackIfUnused();
        }
    }

    public override void Abandon()
    {
        lock (_lock)
        {
            if (_isTaken) return;
            _isTaken = true;
            GiveBackIfUnused();
        }
    }

    private static InferenceException UsedTwice() => new(InferenceError.InvalidInput, "A tensor that owns its memory can be used in one request only.");

    // Under the lock, so that the last use and the end of a hold give the memory back once.
    private void GiveBackIfUnused()
    {
        if (_uses > 0 || _isHeld || _isGivenBack) return;
        Volatile.Write(ref _isGivenBack, true);
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
