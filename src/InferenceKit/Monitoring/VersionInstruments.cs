using System.Diagnostics.Metrics;

namespace InferenceKit.Monitoring;

/// <summary>The request instruments with one version's tags, built once so that recording allocates nothing.</summary>
internal sealed class VersionInstruments
{
    private readonly Histogram<double> _duration;
    private readonly KeyValuePair<string, object?>[][] _tagsByOutcome;

    public VersionInstruments(Histogram<double> duration, RunInstruments runs, ModelId id)
    {
        _duration = duration;
        Runs = runs;
        _tagsByOutcome = new KeyValuePair<string, object?>[OutcomeNames.Count][];
        for (var i = 0; i < _tagsByOutcome.Length; i++)
            _tagsByOutcome[i] =
            [
                new("model", id.Name),
                new("version", id.Version.ToString()),
                new("outcome", OutcomeNames.At(i)),
            ];
    }

    /// <summary>What is recorded of runs that the scheduler formed.</summary>
    public RunInstruments Runs { get; }

    /// <summary>Whether anybody listens.</summary>
    public bool Enabled => _duration.Enabled;

    public void Succeeded(double seconds) => _duration.Record(seconds, _tagsByOutcome[OutcomeNames.Success]);

    public void Failed(InferenceError error, double seconds) => _duration.Record(seconds, _tagsByOutcome[OutcomeNames.Of(error)]);

    public void Cancelled(double seconds) => _duration.Record(seconds, _tagsByOutcome[OutcomeNames.Cancellation]);
}
