namespace InferenceKit.Cli.Reporting;

/// <summary>One change, as the state keeps it. Immutable.</summary>
internal sealed record AuditEntry(
    DateTimeOffset Time, ModelEditKind Kind, string By, string? Alias, string? From, string? To, string? Digest, string? Reason)
{
    public static AuditEntry Of(ModelAuditRecord record) =>
        new(record.Time, record.Kind, record.By, record.Alias, record.From, record.To, record.Digest, record.Reason);
}
