namespace InferenceKit.ControlPlane.Repository.Manifests;

/// <summary>Holds a version's files against its manifest. Pure.</summary>
internal static class ManifestFiles
{
    /// <param name="listed">What the manifest says.</param>
    /// <param name="staged">What was copied and hashed, the manifest and its signature included.</param>
    /// <returns>Null, or which file differs and how, for people.</returns>
    public static string? FindProblem(IReadOnlyList<ArtifactFile> listed, IReadOnlyList<ArtifactFile> staged)
    {
        var there = staged.Where(file => !IsOfManifest(file.Name)).ToDictionary(file => file.Name, StringComparer.Ordinal);
        foreach (var expected in listed)
        {
            if (!there.Remove(expected.Name, out var actual)) return $"the manifest lists a file '{expected.Name}', which is not there";
            if (expected.Bytes != actual.Bytes) return $"the file '{expected.Name}' has {actual.Bytes} bytes, and {expected.Bytes} by the manifest";
            if (expected.Sha256 != actual.Sha256) return $"the file '{expected.Name}' has the SHA-256 {actual.Sha256}, and {expected.Sha256} by the manifest";
        }
        return there.Count == 0 ? null : $"the manifest does not list the file '{there.Keys.Order(StringComparer.Ordinal).First()}', which is there";
    }

    public static bool IsOfManifest(string name) => name is ArtifactNames.Manifest or ArtifactNames.ManifestSignature;
}
