using InferenceKit.Soak.Measuring;
using InferenceKit.Soak.Trends;

namespace InferenceKit.Soak;

/// <summary>What a soak found.</summary>
internal sealed record SoakResult
{
    public required int Seed { get; init; }

    public required TimeSpan Duration { get; init; }

    public required TimeSpan WarmUp { get; init; }

    public required long Requests { get; init; }

    public required long Measurements { get; init; }

    public required long MemoryGiven { get; init; }

    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }

    /// <summary>Why fallbacks answered.</summary>
    public required IReadOnlyDictionary<string, long> Fallbacks { get; init; }

    public required IReadOnlyDictionary<string, long> OutcomesByCaller { get; init; }

    public required IReadOnlyDictionary<string, long> Faults { get; init; }

    public required IReadOnlyDictionary<string, long> Changes { get; init; }

    public required IReadOnlyDictionary<string, long> Messages { get; init; }

    public required IReadOnlyDictionary<string, long> Violations { get; init; }

    /// <summary>The first violations in words.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    public required IReadOnlyList<(Series Series, Trend Trend)> Trends { get; init; }

    /// <summary>Why it failed; empty where it passed.</summary>
    public IReadOnlyList<string> Failures =>
    [
        .. Violations.Select(violation => $"{violation.Value} {violation.Key}"),
        .. Trends.Where(judged => judged.Trend.Verdict == TrendVerdict.Rises).Select(judged => $"{judged.Series.Name} rises"),
    ];
}
