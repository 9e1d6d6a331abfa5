using System.Buffers;

namespace InferenceKit;

/// <summary>Memory in a managed array, its own or the shared pool's.</summary>
internal sealed class ArrayTensorBuffer(byte[] array, int length, bool isPooled) : TensorBuffer
{
    private byte[]? _array = array;
    private int _uses;
    private bool _released;

    public override ReadOnlySpan<byte> Bytes
    {
        get
        {
            // Refused even while a run still uses the array: after the disposal of the response, reads must fail in the same way every time.
            var array = Volatile.Read(ref _released) ? null : _array;
            return (array ?? throw new ObjectDisposedException(nameof(InferenceResponse))).AsSpan(0, length);
        }
    }

    /// <summary>The bytes to fill, before any other code sees them.</summary>
    public Span<byte> Writable => _array.AsSpan(0, length);

    public override MemoryHandle BeginUse()
    {
        if (!isPooled && Bytes.IsEmpty) return default;
        Claim();
        return _array.AsMemory().Pin();
    }

    public override void Claim()
    {
        if (!isPooled) return;
        lock (this)
        {
            if (_released) throw new InferenceException(InferenceError.InvalidInput, "A tensor of a response that was disposed cannot be used in a request.");
            _uses++;
        }
    }

    public override void EndClaim()
    {
        if (!isPooled) return;
        lock (this)
        {
            _uses--;
            ReturnIfUnused();
        }
    }

    public override void EndUse(ref MemoryHandle handle)
    {
        handle.Dispose();
        EndClaim();
    }

    public override void Release()
    {
        if (!isPooled) return;
        lock (this)
        {
            _released = true;
            ReturnIfUnused();
        }
    }

    // Under the lock of the caller. An output that became the input of a run must not go back to the pool before that run has ended.
    private void ReturnIfUnused()
    {
        if (!_released || _uses > 0 || _array is not { } array) return;
        _array = null;
        ArrayPool<byte>.Shared.Return(array);
    }
}
