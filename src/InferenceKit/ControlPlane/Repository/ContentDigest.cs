using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace InferenceKit.ControlPlane.Repository;

/// <summary>
/// The digest of a version: SHA-256 over each file's name, length and bytes, in ordinal order of the names. The name is
/// ended by a zero byte and the length is fixed in size, so that no two sets of files give the same bytes.
/// </summary>
internal static class ContentDigest
{
    public const string Prefix = "sha256:";

    public static string Of(string folder, IReadOnlyList<FileInfo> files, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[9];
        length[0] = 0;
        var buffer = new byte[FileCopy.BufferBytes];
        var names = new string[files.Count];
        for (var i = 0; i < names.Length; i++) names[i] = Path.GetRelativePath(folder, files[i].FullName).Replace(Path.DirectorySeparatorChar, '/');
        var inOrder = files.ToArray();
        Array.Sort(names, inOrder, StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            var file = inOrder[i];
            hash.AppendData(Encoding.UTF8.GetBytes(names[i]));
            BinaryPrimitives.WriteInt64LittleEndian(length[1..], file.Length);
            hash.AppendData(length);
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
            }
        }
        return Prefix + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
