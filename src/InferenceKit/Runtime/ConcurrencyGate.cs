using System.Runtime.CompilerServices;

namespace InferenceKit.Runtime;

/// <summary>
/// Where the callers of one model wait for a place, by priority and then in order of arrival. A waiter holds no version: woken, it routes
/// again, so that a swap never waits for the queue. Only the first in line may take a place while anybody waits.
/// </summary>
internal sealed class ConcurrencyGate(int maxWaiting)
{
    private readonly LinkedList<GateWaiter> _queue = new();
    private readonly Lock _lock = new();
    private int _count;

    // Waiters that name a version: usually none, and then nothing is searched.
    private int _named;

    public bool HasWaiters
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _count) > 0;
    }

    public int Waiting => Volatile.Read(ref _count);

    /// <summary>The longest the queue may be; changed by configuration.</summary>
    public int MaxWaiting { get; set; } = maxWaiting;

    /// <summary>The soonest deadline of all that wait, or <see cref="long.MaxValue"/>.</summary>
    public long EarliestDeadline { get; private set; } = long.MaxValue;

    /// <summary>Joins the end of the queue; false when it is full.</summary>
    public bool TryJoin(GateWaiter waiter)
    {
        lock (_lock)
        {
            if (_count >= MaxWaiting) return false;
            waiter.Node = Insert(waiter);
            if (waiter.Version is not null) _named++;
            EarliestDeadline = Math.Min(EarliestDeadline, waiter.Deadline);
            // A full fence: a slot returned from now on sees the waiter, one returned before is seen by its first look.
            Interlocked.Increment(ref _count);
            return true;
        }
    }

    // From the end, because almost all have the same priority.
    private LinkedListNode<GateWaiter> Insert(GateWaiter waiter)
    {
        var before = _queue.Last;
        while (before is not null && before.Value.Priority < waiter.Priority) before = before.Previous;
        return before is null ? _queue.AddFirst(waiter) : _queue.AddAfter(before, waiter);
    }

    /// <summary>Whether this waiter is the first in line of those that want the same version.</summary>
    public bool IsFirst(GateWaiter waiter)
    {
        lock (_lock)
        {
            if (_named == 0) return _queue.First?.Value == waiter;
            foreach (var other in _queue)
                if (other.Version == waiter.Version) return other == waiter;
            return false;
        }
    }

    /// <summary>Leaves, with a place or without; the next in line gets its turn.</summary>
    public void Leave(GateWaiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Node is not { } node) return;
            _queue.Remove(node);
            waiter.Node = null;
            if (waiter.Version is not null) _named--;
            Interlocked.Decrement(ref _count);
            WakeFirsts();
        }
    }

    /// <summary>A place became free.</summary>
    public void WakeNext()
    {
        lock (_lock) WakeFirsts();
    }

    // The first in line of each version: one that waits for a busy version must not hold up those of another.
    private void WakeFirsts()
    {
        if (_queue.First is not { } first) return;
        first.Value.Wake(GateSignal.Turn);
        if (_named == 0) return;
        for (var node = first.Next; node is not null; node = node.Next)
            if (IsFirstOfItsVersion(node)) node.Value.Wake(GateSignal.Turn);
    }

    private static bool IsFirstOfItsVersion(LinkedListNode<GateWaiter> node)
    {
        for (var before = node.Previous; before is not null; before = before.Previous)
            if (before.Value.Version == node.Value.Version) return false;
        return true;
    }

    /// <summary>What versions there are has changed.</summary>
    public void WakeAll()
    {
        lock (_lock)
            foreach (var waiter in _queue) waiter.Wake(GateSignal.Turn);
    }

    /// <summary>Answers those whose deadline has passed or whose caller gave up.</summary>
    /// <returns>The soonest deadline of those that are left.</returns>
    public long Expire(long now)
    {
        lock (_lock)
        {
            var earliest = long.MaxValue;
            foreach (var waiter in _queue)
            {
                if (waiter.Deadline <= now) waiter.Wake(GateSignal.Expired);
                else earliest = Math.Min(earliest, waiter.Deadline);
            }
            return EarliestDeadline = earliest;
        }
    }
}
