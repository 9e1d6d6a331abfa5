namespace InferenceKit.Serving.Rows;

/// <summary>What is known of a version's rows when it begins to serve.</summary>
/// <param name="Sharing">Whether they may share runs.</param>
/// <param name="Why">Why they may not, for people; null where they may.</param>
internal sealed record RowVerdict(RowSharing Sharing, string? Why)
{
    public static RowVerdict Shared { get; } = new(RowSharing.Shared, null);
}
