using System.Diagnostics.CodeAnalysis;

namespace InferenceKit.DataPlane.Shadows;

/// <summary>
/// A queue of a fixed size for many producers and consumers that never lets one wait for another: a consumer that loses its core in the middle
/// makes producers find the queue full, and no more. After D. Vyukov's bounded queue: each cell counts its turns.
/// </summary>
internal sealed class ShadowRing<T> where T : class
{
    private readonly Cell[] _cells;
    private long _head;
    private long _tail;

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
            var tail = Volatile.Read(ref _tail);
            ref var cell = ref _cells[tail % _cells.Length];
            var turn = Volatile.Read(ref cell.Turn);
            // Taken by another producer, and not yet emptied by a consumer.
            if (turn < tail) return false;
            if (turn > tail || Interlocked.CompareExchange(ref _tail, tail + 1, tail) != tail) continue;
            cell.Item = item;
            Volatile.Write(ref cell.Turn, tail + 1);
            return true;
        }
    }

    public bool TryTake([NotNullWhen(true)] out T? item)
    {
        while (true)
        {
            var head = Volatile.Read(ref _head);
            ref var cell = ref _cells[head % _cells.Length];
            var turn = Volatile.Read(ref cell.Turn);
            if (turn <= head)
            {
                item = null;
                return false;
            }
            if (turn > head + 1 || Interlocked.CompareExchange(ref _head, head + 1, head) != head) continue;
            item = cell.Item!;
            cell.Item = null;
            Volatile.Write(ref cell.Turn, head + _cells.Length);
            return true;
        }
    }

    private struct Cell
    {
        public long Turn;
        public T? Item;
    }
}
