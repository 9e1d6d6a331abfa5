using System.Diagnostics.Metrics;

namespace InferenceKit.Monitoring;

/// <summary>
/// What is recorded of one version's runs from the queue: sizes and waits once a run, reasons and abandoned callers by counters that are
/// only read at a collection. Thread-safe.
/// </summary>
internal sealed class RunInstruments
{
    private readonly Histogram<int>? _size;
    private readonly Histogram<double>? _wait;
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly long[] _releases = new long[ReleaseReasonNames.Count];
    private long _abandoned;
    private long _stopped;

    public RunInstruments(Histogram<int>? size, Histogram<double>? wait, ModelId id)
    {
        _size = size;
        _wait = wait;
        _tags = [new("model", id.Name), new("version", id.Version.ToString())];
    }

    /// <summary>Callers that were answered while their run went on.</summary>
    public long Abandoned => Volatile.Read(ref _abandoned);

    /// <summary>Runs that began for a reason.</summary>
    public long Releases(int reason) => Volatile.Read(ref _releases[reason]);

    /// <summary>Runs that were asked to stop.</summary>
    public long Stopped => Volatile.Read(ref _stopped);

    public void NoteStopped() => Interlocked.Increment(ref _stopped);

    public void NoteAbandoned() => Interlocked.Increment(ref _abandoned);

    /// <summary>A run was formed.</summary>
    /// <param name="reason">Why it has the rows that it has.</param>
    /// <param name="rows">How many.</param>
    /// <param name="waitedSeconds">How long its first row has waited.</param>
    public void Released(int reason, int rows, double waitedSeconds)
    {
        Interlocked.Increment(ref _releases[reason]);
        if (_size is not { Enabled: true } && _wait is not { Enabled: true }) return;
        try
        {
            _size?.Record(rows, _tags);
            _wait?.Record(waitedSeconds, _tags);
        }
#pragma warning disable CA1031 // The listener is the host's code, and its exception must not cost callers their answers.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    /// <summary>The tags of a reason's counter.</summary>
    public KeyValuePair<string, object?>[] TagsOf(int reason) => [.. _tags, new("reason", ReleaseReasonNames.At(reason))];

    /// <summary>The version's tags.</summary>
    public KeyValuePair<string, object?>[] Tags => _tags;
}
