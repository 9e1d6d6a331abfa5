namespace InferenceKit.Cli.Reporting;

/// <summary>What hosts would do with one model. Immutable.</summary>
/// <param name="Model">As its folder is written; in lower case where only the state has it.</param>
/// <param name="Serves">The version that hosts would serve; null for none.</param>
/// <param name="DecidedBy">What decides.</param>
/// <param name="Alias">The alias that decides; null when something else does.</param>
/// <param name="Digest">Of the version, where a lock file made it worth computing; else null.</param>
/// <param name="Locked">The digest that the lock file pins for it; null when it pins none, or no lock file was named.</param>
/// <param name="LastServed">The version that traffic last went to on any host; null when the state does not know.</param>
/// <param name="Pinned">The version that was asked for by hand; null when none was.</param>
/// <param name="Unloaded">Whether the model was taken out of service by hand.</param>
/// <param name="Aliases">Versions by alias.</param>
/// <param name="Previous">What served before, latest first: what rollbacks go back to.</param>
/// <param name="Versions">Those in the repository, highest first.</param>
/// <param name="Audit">The last changes, latest last.</param>
/// <param name="Problems">For people; empty when there are none.</param>
internal sealed record ModelReport(
    string Model, string? Serves, DecidedBy DecidedBy, string? Alias, string? Digest, string? Locked, string? LastServed, string? Pinned, bool Unloaded,
    IReadOnlyDictionary<string, string> Aliases, IReadOnlyList<string> Previous, IReadOnlyList<string> Versions,
    IReadOnlyList<AuditEntry> Audit, IReadOnlyList<string> Problems);
