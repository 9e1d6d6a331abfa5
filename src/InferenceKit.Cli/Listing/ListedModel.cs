namespace InferenceKit.Cli.Listing;

/// <summary>One model. Immutable.</summary>
/// <param name="Model">As its folder is written.</param>
/// <param name="Versions">Highest first.</param>
internal sealed record ListedModel(string Model, IReadOnlyList<ListedVersion> Versions);
