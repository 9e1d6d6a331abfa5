using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace InferenceKit.ControlPlane.Repository.Files;

/// <summary>Which user a file belongs to, which the framework does not tell.</summary>
internal static partial class FileOwner
{
    private const int CurrentFolder = -100, NoFollow = 0x100, AskForOwner = 0x8;

    /// <summary>Whether a file, not what a link leads to, is this process's user's. False where the system cannot be asked.</summary>
    public static bool IsThisUser(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        // The kernel's struct statx, which is the same on all machines: the owner is at byte 20.
        Span<byte> status = stackalloc byte[256];
        try
        {
            return Stat(CurrentFolder, path, NoFollow, AskForOwner, ref MemoryMarshal.GetReference(status)) == 0
                && (BinaryPrimitives.ReadUInt32LittleEndian(status) & AskForOwner) != 0
                && BinaryPrimitives.ReadUInt32LittleEndian(status[20..]) == User();
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint User();
}
