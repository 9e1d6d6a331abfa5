using InferenceKit.Serving.Leasing;

namespace InferenceKit.Serving;

/// <summary>
/// Runs that were stopped and do not end: they keep their thread, their memory and the session, but no place of the version. Too many of
/// them take the version out of service.
/// </summary>
internal sealed partial class ServedVersion
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _serviceLock = new();
    private volatile string? _whyOutOfService;
    private int _zombies;

    /// <summary>Told when the version goes out of service and when it comes back; on a thread that must not be held up.</summary>
    public Action<ServedVersion>? ServiceChanged { get; set; }

    /// <summary>Runs that were stopped long ago and have not ended.</summary>
    public int Zombies => Volatile.Read(ref _zombies);

    /// <summary>Whether it takes no request for now, although it is loaded.</summary>
    public bool IsOutOfService => _whyOutOfService is not null;

    /// <summary>Why it is out of service, for people; null while it is not.</summary>
    public string? WhyOutOfService => _whyOutOfService;

    /// <summary>Whether no run ends any more that is worth waiting for: it is draining, and only zombies are left.</summary>
    /// <remarks>Completes with the drain at the latest.</remarks>
    public Task WhenOnlyZombiesAreLeft => _closed.Task;

    /// <summary>Takes the version out of service, or back, by the number of zombies there are.</summary>
    public void UpdateService()
    {
        bool isOut;
        lock (_serviceLock)
        {
            var zombies = Zombies;
            isOut = zombies >= Volatile.Read(ref _maxZombies);
            if (isOut == IsOutOfService) return;
            _whyOutOfService = isOut ? $"{zombies} of its runs were stopped and do not end (Execution:MaxZombieRuns)" : null;
            ServiceChanged?.Invoke(this);
        }
        // Who waits belongs elsewhere now, or is to be told.
        if (isOut) Queue.OnTableChanged();
    }

    /// <summary>Puts another slot in the place of one whose run does not end; called by that slot, which cannot come back meanwhile.</summary>
    public void Replace(Slot slot)
    {
        var other = new Slot(this, slot.IsShadow);
        Interlocked.Increment(ref _zombies);
        // On no caller's thread from now on, and on none of the pool's; a shadow has threads of its own.
        if (!slot.IsShadow) RunTime.MarkOverrun();
        if (!slot.IsShadow || !TryReplaceShadow(slot, other)) Volatile.Write(ref _slots[Array.IndexOf(_slots, slot)], other);
        // As with a slot's return: either a drain sees the new slot, or this sees the drain.
        Interlocked.MemoryBarrier();
        if (_draining) CloseFreeSlots();
    }

    /// <summary>A zombie has ended after all, and its buffers are freed.</summary>
    public void EndZombie()
    {
        Interlocked.Decrement(ref _zombies);
        if (_draining) CloseFreeSlots();
        UpdateService();
    }
}
