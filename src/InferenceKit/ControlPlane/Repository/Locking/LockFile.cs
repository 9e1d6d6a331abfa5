using System.Runtime.CompilerServices;
using InferenceKit.ControlPlane.Repository.Files;
using InferenceKit.ControlPlane.Versioning;

namespace InferenceKit.ControlPlane.Repository.Locking;

/// <summary>A lock file on disk.</summary>
internal static class LockFile
{
    public const int MaxBytes = 4 << 20;

    /// <summary>The whole file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is too large.</exception>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            using var file = RegularFile.OpenRead(path);
            if (file.Length > MaxBytes) throw TooLarge(path);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            // Checked again, because the length was taken before the read.
            return file.ReadByte() < 0 ? bytes : throw new IOException($"The lock file '{path}' changed while it was read.");
        }
        catch (EndOfStreamException e)
        {
            throw new IOException($"The lock file '{path}' changed while it was read.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The lock file '{path}' cannot be read: {e.Message}", e);
        }
    }

    // Not inlined, so that a host without a lock file does not load the JSON reader.
    /// <exception cref="InvalidDataException">It is no good lock file.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ModelLock Parse(string path, byte[] bytes) => LockFileReader.Parse(path, bytes);

    public static InvalidDataException TooLarge(string path) =>
        new($"The lock file '{path}' cannot be used: it is larger than {MaxBytes} bytes.");
}
