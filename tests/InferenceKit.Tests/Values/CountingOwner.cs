using System.Buffers;

namespace InferenceKit.Tests.Values;

/// <summary>Memory that counts how often it was disposed.</summary>
internal sealed class CountingOwner<T>(int length) : IMemoryOwner<T>
{
    private readonly T[] _array = new T[length];
    private int _disposals;

    public Memory<T> Memory => _array;

    public int Disposals => Volatile.Read(ref _disposals);

    public void Dispose() => Interlocked.Increment(ref _disposals);
}
