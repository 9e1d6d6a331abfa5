namespace InferenceKit.Cli.Inspecting;

/// <summary>One file of a version. Immutable.</summary>
internal sealed record InspectedFile(string Name, long Bytes, string Sha256);
