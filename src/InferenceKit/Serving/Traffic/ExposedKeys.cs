namespace InferenceKit.Serving.Traffic;

/// <summary>
/// The keys whose exposure has been told, in memory of a fixed size: a set-associative table of hashes. Where it is full an old key makes room,
/// and may be told again; none is missed. Two of about 2^64 keys that share a hash count as one. Thread-safe, without locks.
/// </summary>
/// <param name="capacity">About how many keys there is room for.</param>
internal sealed class ExposedKeys(int capacity)
{
    private const int Ways = 8;

    private readonly Lock _make = new();
    private ulong[]? _table;

    public int Capacity => capacity;

    /// <summary>Whether a key is seen for the first time with a deal.</summary>
    public bool TryAdd(ulong hash, int allocationVersion)
    {
        var table = Volatile.Read(ref _table) ?? Make();
        // Odd, so that no two versions give a key the same mark; 0 is an empty place.
        var mark = unchecked(hash + (ulong)allocationVersion * 0x9E3779B97F4A7C15) | 1;
        var first = (int)Math.BigMul(mark * 0xD6E8FEB86659FD93, (ulong)(table.Length / Ways), out _) * Ways;
        while (true)
        {
            var free = -1;
            for (var i = first; i < first + Ways; i++)
            {
                var there = Volatile.Read(ref table[i]);
                if (there == mark) return false;
                if (there == 0 && free < 0) free = i;
            }
            // The same for all threads that tell the same key, so that one of them wins.
            var place = free >= 0 ? free : first + (int)((mark >> 32) % Ways);
            var expected = free >= 0 ? 0 : Volatile.Read(ref table[place]);
            // Another thread may be telling the same key: then it is found in the next round.
            if (expected != mark && Interlocked.CompareExchange(ref table[place], mark, expected) == expected) return true;
        }
    }

    private ulong[] Make()
    {
        lock (_make) return _table ??= new ulong[Math.Max(1, (capacity + Ways - 1) / Ways) * Ways];
    }
}
