using System.Diagnostics.Metrics;

namespace InferenceKit.Monitoring;

/// <summary>The request instruments with one version's tags, built once so that recording allocates nothing.</summary>
internal sealed class VersionInstruments
{
    private readonly Histogram<double>? _duration;
    private readonly KeyValuePair<string, object?>[][] _tagsByOutcome;

    public VersionInstruments(Histogram<double>? duration, RunInstruments runs, ModelId id)
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

    /// <summary>Whether there is a listener.</summary>
    public bool Enabled => _duration is { Enabled: true };

    public void Succeeded(double seconds) => Record(seconds, OutcomeNames.Success);

    public void Failed(InferenceError error, double seconds) => Record(seconds, OutcomeNames.Of(error));

    public void Cancelled(double seconds) => Record(seconds, OutcomeNames.Cancellation);

    private void Record(double seconds, int outcome)
    {
        if (_duration is not { Enabled: true } duration) return;
        try
        {
            duration.Record(seconds, _tagsByOutcome[outcome]);
        }
#pragma warning disable CA1031 // The listener is the host's code, and its exception must not cost a caller the answer.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }
}
