using System.Collections.Immutable;

namespace InferenceKit.Configuration;

/// <summary>Validated trust options. Immutable.</summary>
internal sealed record TrustSettings
{
    public const string DefaultLockFile = "inference.lock.json";

    /// <summary>Absolute.</summary>
    public string LockFile { get; init; } = DefaultLockFile;

    /// <summary>Whether the host named the lock file, so that it has to be there.</summary>
    public bool IsLockFileNamed { get; init; }

    public bool RequireLock { get; init; }

    public bool RequireSignature { get; init; }

    /// <summary>Public keys as text, by name; each has been parsed without a problem.</summary>
    public ImmutableSortedDictionary<string, string> Keys { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Compares contents, so that a reload that changes nothing can be told.</summary>
    public bool Equals(TrustSettings? other) =>
        other is not null && LockFile == other.LockFile && IsLockFileNamed == other.IsLockFileNamed && RequireLock == other.RequireLock
        && RequireSignature == other.RequireSignature && Keys.SequenceEqual(other.Keys);

    public override int GetHashCode() => HashCode.Combine(LockFile, RequireLock, RequireSignature, Keys.Count);
}
