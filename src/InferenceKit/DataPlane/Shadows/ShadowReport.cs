using System.Collections.ObjectModel;
using InferenceKit.DataPlane.Shadows;

namespace InferenceKit;

/// <summary>What is known of a shadow and its primary up to a moment. Immutable; its counts are of one moment, but for those of rows sampled and dropped.</summary>
public sealed class ShadowReport
{
    internal ShadowReport(string model, string shadow) => (Model, Shadow) = (model, shadow);

    /// <summary>The model.</summary>
    public string Model { get; }

    /// <summary>The shadow's name.</summary>
    public string Shadow { get; }

    /// <summary>Rows chosen for the shadow.</summary>
    public long Sampled { get; internal init; }

    /// <summary>Rows chosen that it did not see, by each of the reasons; 0 for those that did not occur.</summary>
    public IReadOnlyDictionary<ShadowDrop, long> Dropped { get; internal init; } = ReadOnlyDictionary<ShadowDrop, long>.Empty;

    /// <summary>Pairs that both answered.</summary>
    public long Compared => EqualAgreement.Of;

    /// <summary>Pairs of them whose every output is equal within tolerance; see <see cref="ShadowOutputReport.Within"/>.</summary>
    public long Equal => EqualAgreement.Agreed;

    /// <summary>The same, with bounds.</summary>
    public Agreement EqualAgreement { get; internal init; }

    /// <summary>Each output, in the order in which they were first seen; at most 256.</summary>
    public IReadOnlyList<ShadowOutputReport> Outputs { get; internal init; } = [];

    /// <summary>Pairs of two runs of the primary itself that are equal: a shadow cannot be expected to be nearer.</summary>
    public Agreement NoiseAgreement { get; internal init; }

    /// <summary>How far each output of the primary lies from itself.</summary>
    public IReadOnlyList<ShadowOutputReport> NoiseOutputs { get; internal init; } = [];

    /// <summary>What the comparers of typed answers say, by their names; at most 64.</summary>
    public IReadOnlyDictionary<string, Agreement> Comparers { get; internal init; } = ReadOnlyDictionary<string, Agreement>.Empty;

    /// <summary>Pairs in which only the primary failed.</summary>
    public long OnlyPrimaryFailed { get; internal init; }

    /// <summary>Pairs in which only the shadow failed.</summary>
    public long OnlyShadowFailed { get; internal init; }

    /// <summary>Pairs in which both failed.</summary>
    public long BothFailed { get; internal init; }

    /// <summary>Failures of the shadow by kind, whether or not the primary failed as well; only kinds that occurred.</summary>
    public IReadOnlyDictionary<InferenceError, long> ShadowFailures { get; internal init; } = ReadOnlyDictionary<InferenceError, long>.Empty;

    /// <summary>How much longer the shadow takes; null before the first pair that both answered.</summary>
    public ShadowLatency? Latency { get; internal init; }

    /// <summary>A table of lines of at most 120 characters for people, in the invariant culture; not to be parsed.</summary>
    public override string ToString() => new ShadowReportText(this).ToString();
}
