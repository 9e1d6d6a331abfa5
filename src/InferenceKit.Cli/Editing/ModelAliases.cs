namespace InferenceKit.Cli.Editing;

/// <summary>The aliases of one model.</summary>
/// <param name="Model">In lower case, as the state keeps it.</param>
/// <param name="Aliases">Versions by alias.</param>
internal sealed record ModelAliases(string Model, IReadOnlyDictionary<string, string> Aliases);
