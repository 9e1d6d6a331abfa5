
namespace InferenceKit;

/// <summary>One edit of a model's state, as it is kept with the state. Immutable.</summary>
public sealed class ModelAuditRecord
{
    /// <summary>When, in UTC, by the editor's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What was done.</summary>
    public required ModelEditKind Kind { get; init; }

    /// <summary>The person or process that made the change.</summary>
    public required string By { get; init; }

    /// <summary>The alias that was set, removed or rolled back; null when it was none.</summary>
    public string? Alias { get; init; }

    /// <summary>The version before, or the traffic, as in <c>challenger 10 %</c>; null when there was none.</summary>
    public string? From { get; init; }

    /// <summary>The version after, or the traffic; null when the change has neither.</summary>
    public string? To { get; init; }

    /// <summary>The digest of <see cref="To"/> as it was verified, as in <c>sha256:…</c>; null when it was not.</summary>
    public string? Digest { get; init; }

    /// <summary>Why; null when no reason was given.</summary>
    public string? Reason { get; init; }

    /// <summary>The same, from and to something else.</summary>
    internal ModelAuditRecord WithVersions(string from, string to) => new()
    {
        Time = Time,
        Kind = Kind,
        By = By,
        Alias = Alias,
        From = from,
        To = to,
        Digest = Digest,
        Reason = Reason,
    };
}
