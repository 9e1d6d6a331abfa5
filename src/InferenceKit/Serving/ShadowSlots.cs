using InferenceKit.Serving.Leasing;

namespace InferenceKit.Serving;

/// <summary>
/// The slots of a version's shadow runs, whose answers go to no caller. They are separate from the slots of requests, so that neither kind ever
/// waits for the other. Thread-safe.
/// </summary>
internal sealed class ShadowSlots(ServedVersion version)
{
    private const int Most = 128;

    private readonly Lock _lock = new();

    // Replaced whole, so that readers need no lock.
    private Slot[] _slots = [];

    public ReadOnlySpan<Slot> Slots => Volatile.Read(ref _slots);

    /// <summary>Rents a slot; null where the version is draining, or too many of its shadow runs do not end.</summary>
    public Slot? TryRent()
    {
        foreach (var slot in Slots)
            if (slot.TryRent()) return slot;
        lock (_lock)
        {
            // A drain sets its flag and then closes the slots under this lock: a slot is added before that, or not at all.
            if (version.IsDraining || _slots.Length >= Most) return null;
            var slot = new Slot(version, isShadow: true);
            // Before it is published: no other thread can rent it first.
            slot.TryRent();
            Volatile.Write(ref _slots, [.. _slots, slot]);
            return slot;
        }
    }

    /// <summary>Puts another slot in place of one whose run is stuck.</summary>
    public void Replace(Slot slot, Slot other)
    {
        lock (_lock)
        {
            Slot[] changed = [.. _slots];
            changed[Array.IndexOf(changed, slot)] = other;
            Volatile.Write(ref _slots, changed);
        }
    }

    /// <summary>Closes the slots that are free.</summary>
    /// <returns>How many are still in use.</returns>
    public int CloseFree()
    {
        lock (_lock)
        {
            var open = 0;
            foreach (var slot in _slots)
                if (!slot.TryClose()) open++;
            return open;
        }
    }

    /// <summary>Closes every slot of a version that is draining, as soon as its run has ended.</summary>
    public async Task CloseAllAsync()
    {
        // Polled, because a shadow run has a thread of the idle class. If that thread ended the drain, then threads of the pool that it starts
        // would be as slow. In real time, whatever the host's clock says: the wait is for a real thread.
        while (CloseFree() > 0) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System).ConfigureAwait(false);
    }
}
