namespace InferenceKit.Cli.Indexing;

/// <summary>A model and its versions, highest first.</summary>
internal sealed record IndexedVersions(string Model, IReadOnlyList<string> Versions);
