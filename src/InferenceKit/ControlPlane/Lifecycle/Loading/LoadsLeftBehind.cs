using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane.Lifecycle.Loading;

/// <summary>
/// Loads that took too long and could not be interrupted: native code, a repository or a codec that does not come back. They go on on their
/// own threads, and what they make is thrown away. Thread-safe.
/// </summary>
/// <param name="most">How many of them give their places to other loads; further ones keep theirs, so that there is an end to it.</param>
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
    /// <param name="giveBackPlace">Called once: now, or when it has ended.</param>
    public void Add(ModelId id, Task<LoadOutcome> load, Action giveBackPlace)
    {
        bool givesBackNow;
        lock (_loads)
        {
            givesBackNow = _loads.Count < most;
            _loads[id] = load;
        }
        if (givesBackNow) giveBackPlace();
        _ = DiscardAsync(id, load, givesBackNow ? null : giveBackPlace);
    }

    private async Task DiscardAsync(ModelId id, Task<LoadOutcome> load, Action? giveBackPlace)
    {
        try
        {
            if ((await load.ConfigureAwait(false)).Loaded is { } loaded) await loaded.ReleaseAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // As it was asked to.
        }
        catch (Exception e)
        {
            ControlPlaneLog.DisposeFailed(logger, e, id);
        }
        finally
        {
            lock (_loads) _loads.Remove(id);
            giveBackPlace?.Invoke();
        }
    }
}
