using System.Diagnostics.Metrics;

namespace InferenceKit.Benchmarks.Subjects.Library;

/// <summary>Listens to every instrument of the library, as an exporter would, so that metrics are really recorded.</summary>
internal sealed class MetricsReader : IDisposable
{
    private const string Meter = "InferenceKit";
    private readonly MeterListener _listener = new();
    private double _sum;

    public MetricsReader()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Meter)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => _sum += value);
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => _sum += value);
        _listener.Start();
    }

    /// <summary>Reading it keeps the recording from being left out.</summary>
    public double Sum => _sum;

    public void Dispose() => _listener.Dispose();
}
