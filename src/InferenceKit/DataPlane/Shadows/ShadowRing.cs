using InferenceKit.Serving;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// A queue of a fixed size for many producers and consumers that never lets one wait for another: a consumer that loses its core in the middle
/// makes producers find the queue full, and no more. After D. Vyukov's bounded queue: each cell has a sequence number.
/// </summary>
/// <remarks>What a consumer is done with goes back to the producers in the cells that it empties, on the same way and without a write more.</remarks>
internal sealed class ShadowRing<T> where T : struct
{
    private readonly Cell[] _cells;
    private PaddedLong _head;
    private PaddedLong _tail;

    public ShadowRing(int capacity)
    {
        // With one cell alone, full and empty could not be told apart.
        _cells = new Cell[Math.Max(2, capacity)];
        for (var i = 0; i < _cells.Length; i++) _cells[i].Sequence = i;
    }

    /// <param name="item">What comes in.</param>
    /// <param name="back">What a consumer left there.</param>
    /// <returns>Whether there was a place.</returns>
    public bool TryAdd(T item, out T back)
    {
        while (true)
        {
            var tail = Volatile.Read(ref _tail.Value);
            ref var cell = ref _cells[tail % _cells.Length];
            var sequence = Volatile.Read(ref cell.Sequence);
            // Taken by another producer, and not yet emptied by a consumer.
            if (sequence < tail)
            {
                back = default;
                return false;
            }
            if (sequence > tail || Interlocked.CompareExchange(ref _tail.Value, tail + 1, tail) != tail) continue;
            back = cell.Item;
            cell.Item = item;
            Volatile.Write(ref cell.Sequence, tail + 1);
            return true;
        }
    }

    /// <param name="leave">What is left for a producer instead.</param>
    /// <param name="item">What was there longest.</param>
    /// <returns>Whether there was any; otherwise nothing is left.</returns>
    public bool TryTake(T leave, out T item)
    {
        while (true)
        {
            var head = Volatile.Read(ref _head.Value);
            ref var cell = ref _cells[head % _cells.Length];
            var sequence = Volatile.Read(ref cell.Sequence);
            if (sequence <= head)
            {
                item = default;
                return false;
            }
            if (sequence > head + 1 || Interlocked.CompareExchange(ref _head.Value, head + 1, head) != head) continue;
            item = cell.Item;
            cell.Item = leave;
            Volatile.Write(ref cell.Sequence, head + _cells.Length);
            return true;
        }
    }

    private struct Cell
    {
        public long Sequence;
        public T Item;
    }
}
