namespace InferenceKit.Cli.Checking;

/// <summary>Something that keeps a version from serving.</summary>
/// <param name="Check">What found it.</param>
/// <param name="Message">For people.</param>
internal sealed record VersionProblem(VersionCheckKind Check, string Message);
