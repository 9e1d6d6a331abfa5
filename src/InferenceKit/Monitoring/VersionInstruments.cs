using System.Diagnostics.Metrics;

namespace InferenceKit.Monitoring;

/// <summary>The request instruments with one version's tags, built once so that recording allocates nothing.</summary>
internal sealed class VersionInstruments
{
    private readonly Histogram<double> _duration;
    private readonly KeyValuePair<string, object?>[][] _tagsByOutcome;

    public VersionInstruments(Histogram<double> duration, ModelId id)
    {
        _duration = duration;
        _tagsByOutcome = new KeyValuePair<string, object?>[OutcomeNames.Count][];
        for (var i = 0; i < _tagsByOutcome.Length; i++)
            _tagsByOutcome[i] =
            [
                new("model", id.Name),
                new("version", id.Version.ToString()),
                new("outcome", OutcomeNames.At(i)),
            ];
    }

    /// <summary>Whether anybody listens.</summary>
    public bool Enabled => _duration.Enabled;

    /// <summary>A run began for a reason; counted here and observed, so that counting costs no listener.</summary>
    public void Released(int reason) => Interlocked.Increment(ref _releases[reason]);

    /// <summary>Runs that began for a reason.</summary>
    public long Releases(int reason) => Volatile.Read(ref _releases[reason]);

    private readonly long[] _releases = new long[ReleaseReasons];

    public const int ReleaseReasons = 6;

    public void Succeeded(double seconds) => _duration.Record(seconds, _tagsByOutcome[OutcomeNames.Success]);

    public void Failed(InferenceError error, double seconds) => _duration.Record(seconds, _tagsByOutcome[OutcomeNames.Of(error)]);

    public void Cancelled(double seconds) => _duration.Record(seconds, _tagsByOutcome[OutcomeNames.Cancellation]);
}
