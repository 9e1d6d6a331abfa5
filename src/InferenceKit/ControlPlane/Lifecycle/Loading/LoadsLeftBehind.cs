using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>
/// Loads that took too long and could not be interrupted: native code, a repository or a codec that does not come back. They continue on their
/// own threads, and what they make is thrown away. Thread-safe.
/// </summary>
/// <param name="most">How many of them give their slots to other loads. Further ones keep theirs, so that the number of such loads is bounded.</param>
/// <param name="logger">Told when one has ended.</param>
internal sealed class LoadsLeftBehind(int most, ILogger logger)
{
    private readonly Dictionary<ModelId, Task> _loads = [];

    /// <summary>Whether an earlier load of this version has not ended.</summary>
    public bool Contains(ModelId id)
    {
        lock (_loads) return _loads.ContainsKey(id);
    }

    /// <summary>Leaves a load to itself.</summary>
    /// <param name="id">What it loads.</param>
    /// <param name="load">The load; it has been asked to stop.</param>
    /// <param name="releaseSlot">Called once: now, or when it has ended.</param>
    public void Add(ModelId id, Task<LoadOutcome> load, Action releaseSlot)
    {
        bool givesBackNow;
        lock (_loads)
        {
            givesBackNow = _loads.Count < most;
            _loads[id] = load;
        }
        if (givesBackNow) releaseSlot();
        _ = DiscardAsync(id, load, givesBackNow ? null : releaseSlot);
    }

    private async Task DiscardAsync(ModelId id, Task<LoadOutcome> load, Action? releaseSlot)
    {
        try
        {
            if ((await load.ConfigureAwait(false)).Loaded is { } loaded) await loaded.ReleaseAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The load was asked to stop, and did.
        }
        catch (Exception e)
        {
            ControlPlaneLog.DisposeFailed(logger, e, id);
        }
        finally
        {
            // Before the slot is released: the next load in it may be one of the same version, which would still be refused.
            lock (_loads) _loads.Remove(id);
            releaseSlot?.Invoke();
        }
    }
}
