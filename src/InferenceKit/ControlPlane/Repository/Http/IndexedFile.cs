namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>One file of a version as the index has it. Immutable.</summary>
/// <param name="File">Name, length and digest.</param>
/// <param name="Path">Where it is, relative to the index, in plain text.</param>
internal sealed record IndexedFile(ArtifactFile File, string Path);
