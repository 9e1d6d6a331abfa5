namespace InferenceKit.ControlPlane.Repository.Staging;

/// <summary>One file of a version.</summary>
/// <param name="Name">Its path in the version's folder, with '/' between segments.</param>
/// <param name="Path">Where it really is, links followed.</param>
/// <param name="Length">In bytes.</param>
/// <param name="LastWritten">When its content was last written.</param>
internal sealed record VersionFile(string Name, string Path, long Length, DateTimeOffset LastWritten);
