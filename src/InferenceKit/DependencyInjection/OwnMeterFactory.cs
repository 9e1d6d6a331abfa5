using System.Diagnostics.Metrics;

namespace InferenceKit.DependencyInjection;

/// <summary>Makes meters where the host has not called AddMetrics. Thread-safe.</summary>
internal sealed class OwnMeterFactory : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        // The scope distinguishes this provider's meter from those of other providers in the process.
        var meter = new Meter(options.Name, options.Version, options.Tags, scope: this);
        lock (_meters) _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        lock (_meters)
        {
            foreach (var meter in _meters) meter.Dispose();
            _meters.Clear();
        }
    }
}
