using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace InferenceKit.Soak.Hosting;

/// <summary>Listens to metrics and activities, as the host of a service does.</summary>
internal sealed class Monitors : IDisposable
{
    private const string Name = "InferenceKit";
    private readonly MeterListener _metrics = new() { InstrumentPublished = (instrument, listener) => Enable(instrument, listener) };
    private readonly ActivityListener _activities;
    private long _measurements;
    private long _traces;

    public Monitors()
    {
        _metrics.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _measurements));
        _metrics.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref _measurements));
        _metrics.SetMeasurementEventCallback<int>((_, _, _, _) => Interlocked.Increment(ref _measurements));
        _metrics.Start();
        _activities = new()
        {
            ShouldListenTo = source => source.Name == Name,

            // Most requests are not traced, some are.
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                Interlocked.Increment(ref _traces) % 16 == 0 ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public long Measurements => Volatile.Read(ref _measurements);

    /// <summary>Reads the observable instruments, which are measured only when they are read.</summary>
    public void Read() => _metrics.RecordObservableInstruments();

    public void Dispose()
    {
        _activities.Dispose();
        _metrics.Dispose();
    }

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == Name)
            listener.EnableMeasurementEvents(instrument);
    }
}
