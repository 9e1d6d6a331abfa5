using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.ControlPlane.Lifecycle.Reconciling;

/// <summary>Versions that a change keeps loaded for a while beside what serves, as candidates that are being verified. Thread-safe.</summary>
internal sealed class HeldVersions(Action changed)
{
    private readonly Lock _lock = new();
    private readonly List<ModelVersion> _held = [];

    /// <summary>Wants a version until the hold is disposed.</summary>
    public IDisposable Hold(ModelVersion version)
    {
        lock (_lock) _held.Add(version);
        return new Held(this, version);
    }

    /// <summary>What should be in service, with what is held beside it.</summary>
    public DesiredVersions Add(DesiredVersions desired, ModelVersion[] available)
    {
        lock (_lock)
        {
            if (_held.Count == 0) return desired;
            var others = desired.Others.ToList();
            foreach (var version in _held)
                if (version != desired.Primary && !others.Contains(version) && Array.IndexOf(available, version) >= 0) others.Add(version);
            return desired with { Others = [.. others] };
        }
    }

    private void Release(ModelVersion version)
    {
        lock (_lock) _held.Remove(version);
        changed();
    }

    private sealed class Held(HeldVersions owner, ModelVersion version) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            // Once: a second release would end the hold of another change on the same version.
            if (Interlocked.Exchange(ref _disposed, 1) == 0) owner.Release(version);
        }
    }
}
