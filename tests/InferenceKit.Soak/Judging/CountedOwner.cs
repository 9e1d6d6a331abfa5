using System.Buffers;

namespace InferenceKit.Soak.Judging;

/// <summary>Pooled memory that is spoilt when it is released: a run that still reads it gives a wrong answer.</summary>
internal sealed class CountedOwner : IMemoryOwner<float>
{
    private readonly OwnedMemory _memory;
    private readonly int _length;
    private IMemoryOwner<float>? _rented;

    public CountedOwner(OwnedMemory memory, ReadOnlySpan<float> data)
    {
        _memory = memory;
        _length = data.Length;
        _rented = MemoryPool<float>.Shared.Rent(data.Length);
        data.CopyTo(_rented.Memory.Span);
    }

    public Memory<float> Memory => (_rented ?? throw new ObjectDisposedException(nameof(CountedOwner))).Memory[.._length];

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is not { } rented)
        {
            _memory.ReleasedAgain();
            return;
        }

        rented.Memory.Span.Fill(float.NaN);
        rented.Dispose();
        _memory.Released();
    }
}
