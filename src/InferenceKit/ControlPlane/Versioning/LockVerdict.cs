
namespace InferenceKit.ControlPlane.Versioning;

/// <summary>
/// What a version has to be before it may be loaded: what the lock file, and a selector by digest, say of it. Immutable;
/// equal by content.
/// </summary>
internal sealed record LockVerdict
{
    /// <summary>Nothing is said of it.</summary>
    public static LockVerdict None { get; } = new();

    /// <summary>Why it may not be loaded whatever it holds, for people; null when its content decides.</summary>
    public string? Refusal { get; init; }

    /// <summary>The digest that the lock file pins.</summary>
    public string? Pinned { get; init; }

    /// <summary>The lock file's path, for messages.</summary>
    public string? LockFile { get; init; }

    /// <summary>The digest that it was selected by.</summary>
    public string? Selected { get; init; }

    /// <summary>Differs when another verdict could let a version load that this one did not.</summary>
    public string Key => $"|{Pinned}|{Selected}|{Refusal}";

    /// <summary>What the lock file says of one version.</summary>
    /// <param name="state">The lock file as last read.</param>
    /// <param name="requireLock">Whether a version has to be in it.</param>
    /// <param name="id">The version.</param>
    public static LockVerdict Of(LockState state, bool requireLock, ModelId id)
    {
        if (state.Error is { } error) return new() { Refusal = error };
        var pinned = state.Lock?.Find(id.Name, id.Version);
        if (pinned is not null) return new() { Pinned = pinned, LockFile = state.Path };
        if (!requireLock) return None;
        return new()
        {
            Refusal = state.Lock is null
                ? $"There is no lock file '{state.Path}', and Trust:RequireLock asks for one: write it with `inferencekit lock`."
                : $"It is not in the lock file '{state.Path}', and Trust:RequireLock asks for it: run `inferencekit lock`, if the version is meant.",
        };
    }

    /// <summary>Compares what was staged with all that was said of it.</summary>
    /// <param name="artifact">The version as the repository lists it.</param>
    /// <param name="staged">The digest of the files that would be loaded.</param>
    /// <returns>Null, or why they may not be loaded, for people.</returns>
    public string? FindProblem(ModelArtifact artifact, string staged)
    {
        if (Pinned is not null && Pinned != staged)
            return $"Its files have digest {staged}, but the lock file '{LockFile}' pins version {artifact.Id.Version} of model '{artifact.Id.Name}' "
                + $"to {Pinned}. Restore the files, or run `inferencekit lock`, if the change is meant.";
        if (Selected is not null && Selected != staged)
            return $"Its files have digest {staged}, but it was selected by digest {Selected}.";
        return artifact.Digest is { } claimed && !claimed.Equals(staged, StringComparison.OrdinalIgnoreCase)
            ? $"Its files have digest {staged}, but the repository says that version {artifact.Id.Version} of model '{artifact.Id.Name}' has digest {claimed}: "
                + "the files were damaged on the way, or the repository's catalogue is out of date."
            : null;
    }

    /// <summary>Whether content of this digest may come into service.</summary>
    public bool Allows(string digest) => Refusal is null && (Pinned ?? digest) == digest && (Selected ?? digest) == digest;

    /// <summary>Says that what serves is not what the lock file names; null when it is, or nothing is named.</summary>
    public string? FindDifference(ModelVersion version, string serving) =>
        Pinned is not null && Pinned != serving ? $"version {version} serves {serving}, but the lock file names {Pinned}" : null;
}
