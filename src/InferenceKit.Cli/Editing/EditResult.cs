using InferenceKit.Cli.Output;

namespace InferenceKit.Cli.Editing;

/// <summary>The outcome of a change of the state.</summary>
/// <param name="Model">The model.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Alias">The alias that was set, removed or moved; null when it was none.</param>
/// <param name="From">The version before; null when there was none.</param>
/// <param name="To">The version after; null without one.</param>
/// <param name="Digest">Of the version after, as it was verified; null when it was not.</param>
/// <param name="Changed">Whether anything was written; false when it was so already.</param>
internal sealed record EditResult(string Model, ModelEditKind Kind, string? Alias, string? From, string? To, string? Digest, bool Changed) : ToolResult
{
    public override void WriteTo(TextReport report) => report.Line(Kind switch
    {
        _ when !Changed => $"{Model}: @{Alias} is {To} already",
        ModelEditKind.RemoveAlias => $"{Model}: @{Alias} is removed; it was {From}",
        ModelEditKind.Rollback => $"{Model}: back from {From ?? "no version"} to {To}{(Alias is null ? ", by hand" : $", by @{Alias}")}{Verified}",
        _ => $"{Model}: @{Alias} is {To} now; it was {From ?? "not set"}{Verified}",
    });

    private string Verified => Digest is null ? " (not verified)" : $" ({PlainText.Short(Digest)})";
}
