using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit.ControlPlane.Repository.Files;

/// <summary>Brings files of this machine to where a version is staged.</summary>
internal static class FileCopy
{
    /// <exception cref="IOException">A file is too large, gone, unreadable or no regular one, or its length changed.</exception>
    public static void AddAll(IEnumerable<VersionFile> files, ArtifactWriter writer, CancellationToken cancellationToken)
    {
        foreach (var file in files) Add(file, writer, cancellationToken);
    }

    private static void Add(VersionFile file, ArtifactWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            using var content = RegularFile.OpenRead(file.Path);
            if (writer.Add(file.Name, content, cancellationToken) != file.Length)
                throw new IOException($"'{file.Name}' changed while it was copied.");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"'{file.Name}' cannot be read: {e.Message}", e);
        }
    }
}
