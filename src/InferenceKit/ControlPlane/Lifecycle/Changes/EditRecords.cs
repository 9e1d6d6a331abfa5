
namespace InferenceKit.ControlPlane.Lifecycle.Changes;

/// <summary>Makes audit records.</summary>
internal static class EditRecords
{
    // Once, and only when there is a change, because the system call for the user's name takes time.
    private static readonly string Process = $"{Environment.UserName}@{Environment.MachineName}";

    public static ModelAuditRecord Of(
        ModelEditKind kind, EditNote? note, TimeProvider time, string? from = null, string? to = null, string? alias = null, string? digest = null) => new()
        {
            Time = time.GetUtcNow(),
            Kind = kind,
            By = Cut(note?.By, EditNote.MaxBy) ?? Process,
            Alias = alias,
            From = from,
            To = to,
            Digest = digest,
            Reason = Cut(note?.Reason, EditNote.MaxReason),
        };

    private static string? Cut(string? text, int length) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Length <= length ? text : text[..length];
}
