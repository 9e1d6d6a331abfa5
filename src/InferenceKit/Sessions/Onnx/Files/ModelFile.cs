using System.Buffers;

namespace InferenceKit.Sessions.Onnx.Files;

/// <summary>Cheap checks of a model file, so that the message about a wrong one says what it is.</summary>
internal static class ModelFile
{
    private static readonly SearchValues<byte> TextBytes = SearchValues.Create(
        "\t\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>Why a file cannot be a model; null when it may be one.</summary>
    public static string? FindProblem(string path)
    {
        if (Directory.Exists(path)) return $"'{path}' is a folder, not a model file.";
        if (!File.Exists(path)) return $"The file '{path}' does not exist.";
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (file.Length == 0) return $"The file '{path}' is empty.";
            Span<byte> start = stackalloc byte[512];
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            return DescribeStart(start) is { } what ? $"The file '{path}' is {what}, not an ONNX model." : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The file '{path}' cannot be read: {e.Message}";
        }
    }

    internal static string? DescribeStart(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("version https://git-lfs"u8))
            return "a Git LFS pointer (run 'git lfs pull' where it was checked out)";
        if (start.StartsWith("PK\x3\x4"u8)) return "a ZIP archive";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return "gzip-compressed";
        if (start.StartsWith("\x89HDF"u8) || start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F'])) return "an HDF5 file (Keras)";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x80, 0x02]) || start.StartsWith((ReadOnlySpan<byte>)[0x80, 0x04])) return "a Python pickle";
        // ONNX Runtime's own format has its identifier at byte 4.
        if (start.Length >= 8 && start[4..8].SequenceEqual("ORTM"u8)) return null;
        // A model begins with a field of its protobuf message, and never consists of text alone.
        var text = start.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]) ? start[3..] : start;
        if (text.ContainsAnyExcept(TextBytes)) return null;
        text = text.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty) return "blank";
        return text[0] switch
        {
            (byte)'<' => "an HTML or XML page",
            (byte)'{' or (byte)'[' => "JSON text",
            _ => "plain text",
        };
    }
}
