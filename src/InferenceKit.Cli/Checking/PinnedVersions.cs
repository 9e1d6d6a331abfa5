using InferenceKit.Cli.CommandLine;
using InferenceKit.ControlPlane.Repository.Locking;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.Cli.Checking;

/// <summary>Reads the lock file that a command line names.</summary>
internal static class PinnedVersions
{
    /// <exception cref="ToolException">It does not exist.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not a valid lock file.</exception>
    public static LockState Read(string file)
    {
        var path = Path.GetFullPath(file);
        return File.Exists(path)
            ? new(path, LockFile.Parse(path, LockFile.ReadBytes(path)), null)
            : throw ToolException.NotFound($"There is no lock file '{file}'; write it with 'inferencekit lock'.");
    }
}
