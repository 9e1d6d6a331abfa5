using System.Buffers;
using System.Text;

namespace InferenceKit.ControlPlane.Repository;

/// <summary>
/// The rule for names of files in a version: relative, below the version, and the same file on every system. What a file
/// system of this machine would allow beyond that is refused, so that a version that loads here loads everywhere.
/// </summary>
internal static class ArtifactFileName
{
    private const int MaxLength = 512;

    // Windows takes these for devices or separators; control characters would also garble messages.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\:*?\"<>|");

    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>
    /// The order that digests are made in: that of the names' UTF-8 bytes, as <c>LC_ALL=C sort</c> has it, which is not
    /// that of .NET's ordinal comparison for characters beyond the first 65,536.
    /// </summary>
    public static Comparer<string> Order { get; } = Comparer<string>.Create(
        (a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));

    /// <returns>Null, or what is wrong with the name, for people.</returns>
    public static string? FindProblem(string name)
    {
        if (name.Length is 0 or > MaxLength) return $"a file name of {name.Length} characters is outside 1 to {MaxLength}";
        foreach (var c in name)
            if (char.IsControl(c)) return "a file name has a control character";
        if (name[0] == '/' || Path.IsPathRooted(name)) return $"'{name}' is an absolute path";
        foreach (var segment in name.Split('/'))
            if (FindSegmentProblem(segment) is { } problem) return $"'{name}' {problem}";
        return null;
    }

    private static string? FindSegmentProblem(string segment)
    {
        if (segment.Length == 0) return "has an empty segment";
        if (segment is "." or "..") return "leads out of the version";
        if (segment.AsSpan().ContainsAny(Forbidden)) return "has a character that some systems do not allow in file names";
        if (segment[0] == '.') return "is hidden: names of a version's files do not begin with '.'";
        if (segment[^1] is '.' or ' ') return "has a segment that ends with '.' or a space, which some systems drop";
        var dot = segment.IndexOf('.', StringComparison.Ordinal);
        return Devices.Contains(dot < 0 ? segment : segment[..dot]) ? "has a segment that is reserved for a device on some systems" : null;
    }
}
