using InferenceKit.Runtime;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// A queue of a fixed size for many producers and consumers that never lets one wait for another: a consumer that loses its core in the middle
/// makes producers find the queue full, and no more. After D. Vyukov's bounded queue: each cell counts its turns.
/// </summary>
internal sealed class ShadowRing<T> where T : struct
{
    private readonly Cell[] _cells;
    private PaddedLong _head;
    private PaddedLong _tail;

    public ShadowRing(int capacity)
    {
        // With one cell alone, full and empty could not be told apart.
        _cells = new Cell[Math.Max(2, capacity)];
        for (var i = 0; i < _cells.Length; i++) _cells[i].Turn = i;
    }

    public bool TryAdd(T item)
    {
        while (true)
        {
            var tail = Volatile.Read(ref _tail.Value);
            ref var cell = ref _cells[tail % _cells.Length];
            var turn = Volatile.Read(ref cell.Turn);
            // Taken by another producer, and not yet emptied by a consumer.
            if (turn < tail) return false;
            if (turn > tail || Interlocked.CompareExchange(ref _tail.Value, tail + 1, tail) != tail) continue;
            cell.Item = item;
            Volatile.Write(ref cell.Turn, tail + 1);
            return true;
        }
    }

    public bool TryTake(out T item)
    {
        while (true)
        {
            var head = Volatile.Read(ref _head.Value);
            ref var cell = ref _cells[head % _cells.Length];
            var turn = Volatile.Read(ref cell.Turn);
            if (turn <= head)
            {
                item = default;
                return false;
            }
            if (turn > head + 1 || Interlocked.CompareExchange(ref _head.Value, head + 1, head) != head) continue;
            item = cell.Item;
            cell.Item = default;
            Volatile.Write(ref cell.Turn, head + _cells.Length);
            return true;
        }
    }

    private struct Cell
    {
        public long Turn;
        public T Item;
    }
}
