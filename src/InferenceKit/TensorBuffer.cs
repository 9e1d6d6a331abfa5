using System.Buffers;

namespace InferenceKit;

/// <summary>The memory of a tensor. Reading after release throws; it never reads freed memory.</summary>
internal abstract class TensorBuffer
{
    /// <summary>The elements; empty for strings.</summary>
    public abstract ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The elements of a tensor of strings, as UTF-8; null for everything else.</summary>
    public virtual byte[][]? Strings => null;

    /// <summary>
    /// Pins the memory for a run. A buffer that may be used once refuses the second time with InvalidInput.
    /// Each successful call is matched by <see cref="EndUse"/>, which also disposes the handle's owner where owned.
    /// </summary>
    public abstract MemoryHandle BeginUse();

    /// <summary>The run is really over: unpins, and gives owned memory back.</summary>
    public virtual void EndUse(ref MemoryHandle handle) => handle.Dispose();

    /// <summary>The request was refused before any run: gives owned memory back.</summary>
    public virtual void Abandon() { }

    /// <summary>The response was disposed: gives pooled memory back.</summary>
    public virtual void Release() { }

    /// <summary>Takes it for a request whose rows are copied out of it. Throws as <see cref="BeginUse"/> does.</summary>
    public virtual void Claim() { }

    /// <summary>The request that took it is over.</summary>
    public virtual void EndClaim() { }

    /// <summary>Takes it for several attempts of one request. Throws as <see cref="BeginUse"/> does.</summary>
    public virtual void Hold() => Claim();

    /// <summary>No further attempt of the request will use it.</summary>
    public virtual void EndHold() => EndClaim();

    public static TensorBuffer OfArray(byte[] array, int length) => new ArrayTensorBuffer(array, length, isPooled: false);

    /// <summary>Takes an array from the shared pool; <see cref="Release"/> gives it back.</summary>
    public static TensorBuffer Rent(int length, out Span<byte> bytes)
    {
        var array = ArrayPool<byte>.Shared.Rent(length);
        bytes = array.AsSpan(0, length);
        return new ArrayTensorBuffer(array, length, isPooled: true);
    }

    public static TensorBuffer OfStrings(byte[][] strings) => new StringTensorBuffer(strings);
}
