using InferenceKit.Serving.Leasing;

namespace InferenceKit.Serving;

/// <summary>The places of runs whose answers nobody gets: beside those of requests, so that neither ever waits for the other.</summary>
internal sealed partial class ServedVersion
{
    private const int MostShadowRuns = 128;

    private readonly Lock _shadowLock = new();
    private Slot[] _shadowSlots = [];

    /// <summary>Slots of shadow runs; they are made when they are first wanted.</summary>
    public ReadOnlySpan<Slot> ShadowSlots => Volatile.Read(ref _shadowSlots);

    /// <summary>Rents a place for a run of a shadow; null where the version is leaving, or too many of its runs do not end.</summary>
    public Slot? TryRentShadow()
    {
        foreach (var slot in ShadowSlots)
            if (slot.TryRent()) return slot;
        lock (_shadowLock)
        {
            // A drain closes what is there under the same lock.
            if (_draining || _shadowSlots.Length >= MostShadowRuns) return null;
            var slot = new Slot(this, isShadow: true);
            slot.TryRent();
            Volatile.Write(ref _shadowSlots, [.. _shadowSlots, slot]);
            return slot;
        }
    }

    private int CloseFreeShadows()
    {
        lock (_shadowLock)
        {
            var open = 0;
            foreach (var slot in _shadowSlots)
                if (!slot.TryClose()) open++;
            return open;
        }
    }

    /// <summary>
    /// Looks again while a shadow run goes on in a version that is leaving: its thread, which only gets what nobody else wants, must not end the
    /// drain itself, for threads of the pool that it woke would be as slow.
    /// </summary>
    private async Task AwaitShadowsAsync()
    {
        // Real time, whatever the host's clock says: it is a real thread that is waited for.
        while (CloseFreeShadows() > 0) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System).ConfigureAwait(false);
        CloseFreeSlots();
    }

    private bool TryReplaceShadow(Slot slot, Slot other)
    {
        lock (_shadowLock)
        {
            var place = Array.IndexOf(_shadowSlots, slot);
            if (place < 0) return false;
            Slot[] changed = [.. _shadowSlots];
            changed[place] = other;
            Volatile.Write(ref _shadowSlots, changed);
            return true;
        }
    }
}
