using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace InferenceKit.Benchmarks.Tests.Subjects;

/// <summary>Which versions of a model were loaded, in order.</summary>
internal sealed class LoadCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _versions = new();

    public LoadCounter(string model)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "inferencekit.model.loads")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(t => t.Key, t => t.Value as string);
            if (all["model"] == model)
                _versions.Enqueue(all["version"]!);
        });
        _listener.Start();
    }

    public IEnumerable<string> Versions => _versions;

    public void Dispose() => _listener.Dispose();
}
