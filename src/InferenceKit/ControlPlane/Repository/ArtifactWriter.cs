using System.Security.Cryptography;
using InferenceKit.ControlPlane.Repository;
using InferenceKit.ControlPlane.Repository.Staging;

namespace InferenceKit;

/// <summary>
/// Takes the files of one version from a repository, writes them into a folder and hashes them on the way: each byte is
/// read once, and what was hashed is what was written. It refuses names that lead elsewhere or that are one file on some
/// systems, files that are too large, and too many. Not thread-safe: one file after the other.
/// </summary>
public sealed class ArtifactWriter
{
    // Below the large object heap: a swap every second must not bring on full collections.
    private const int BufferBytes = 1 << 16;

    private readonly SortedDictionary<string, ArtifactFile> _files = new(ArtifactFileName.Order);
    private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly string? _directory;
    private readonly long _maxFileBytes;

    /// <summary>Writes into a directory.</summary>
    /// <param name="directory">An existing directory, empty and private to the caller.</param>
    /// <param name="maxFileBytes">The largest file, in bytes. Default: 8 GiB.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is blank.</exception>
    public ArtifactWriter(string directory, long maxFileBytes = 8L << 30)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        _directory = Path.GetFullPath(directory);
        _maxFileBytes = maxFileBytes;
    }

    private ArtifactWriter(long maxFileBytes) => _maxFileBytes = maxFileBytes;

    /// <summary>
    /// The digest of the files so far, <c>sha256:</c> and 64 hexadecimal digits: the SHA-256 of what <c>sha256sum</c> prints
    /// of them in the order of their names' bytes, without <c>manifest.json.sig</c>.
    /// </summary>
    public string Digest => ContentDigest.Of(_files.Values);

    /// <summary>Runs the copy of what takes more than a moment; may do so on a thread of low priority.</summary>
    internal Func<Func<long>, long> RunLong { get; init; } = static work => work();

    /// <summary>In the order of the digest.</summary>
    internal IReadOnlyCollection<ArtifactFile> Files => _files.Values;

    /// <summary>Hashes and writes nothing.</summary>
    internal static ArtifactWriter ForDigest(long maxFileBytes, Func<Func<long>, long>? runLong = null) =>
        runLong is null ? new(maxFileBytes) : new(maxFileBytes) { RunLong = runLong };

    /// <summary>Adds a file, on the calling thread.</summary>
    /// <param name="name">Its path in the version, with '/' between segments, as in <c>model.onnx</c>.</param>
    /// <param name="content">Read to its end; not disposed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The file's length in bytes.</returns>
    /// <exception cref="IOException">
    /// The name leads out of the version or is not one that every system can hold, was added before (in whatever case), the file
    /// is too large or there are too many, or reading or writing failed.
    /// </exception>
    public long Add(string name, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        Reserve(name);
        const int Moment = 1 << 19;
        Func<long> copy = () => Copy(name, content, cancellationToken);
        // A short copy ends before a thread of low priority would even get a core.
        return content.CanSeek && content.Length <= Moment ? copy() : RunLong(copy);
    }

    /// <summary>Adds a file whose content arrives slowly, as from a network.</summary>
    /// <param name="name">Its path in the version, with '/' between segments, as in <c>model.onnx</c>.</param>
    /// <param name="content">Read to its end; not disposed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The file's length in bytes.</returns>
    /// <exception cref="IOException">As for <see cref="Add"/>.</exception>
    public async ValueTask<long> AddAsync(string name, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        Reserve(name);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var target = Create(name);
        var buffer = new byte[BufferBytes];
        var bytes = 0L;
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            Take(name, buffer.AsSpan(0, read), hash, target, ref bytes);
        return Keep(name, bytes, hash);
    }

    private long Copy(string name, Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var target = Create(name);
        var buffer = new byte[BufferBytes];
        var bytes = 0L;
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Take(name, buffer.AsSpan(0, read), hash, target, ref bytes);
        }
        return Keep(name, bytes, hash);
    }

    private void Take(string name, ReadOnlySpan<byte> chunk, IncrementalHash hash, FileStream? target, ref long bytes)
    {
        // Counted while copying, because a file may be longer than its source stated.
        if ((bytes += chunk.Length) > _maxFileBytes)
            throw new IOException($"'{name}' is larger than the limit of {_maxFileBytes} bytes (Repository:MaxFileBytes).");
        hash.AppendData(chunk);
        target?.Write(chunk);
    }

    private long Keep(string name, long bytes, IncrementalHash hash)
    {
        _files.Add(name, new(name, bytes, Convert.ToHexStringLower(hash.GetHashAndReset())));
        return bytes;
    }

    private FileStream? Create(string name)
    {
        if (_directory is null) return null;
        var path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
    }

    /// <summary>Refuses a name that is wrong, or that is the same file or folder as another one on some system.</summary>
    private void Reserve(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ArtifactFileName.FindProblem(name) is { } problem) throw new IOException($"The version has a file that cannot be staged: {problem}.");
        if (_files.Count == VersionContent.MaxFiles) throw new IOException($"It holds more than {VersionContent.MaxFiles} files.");
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            var folder = name[..(slash + 1)];
            if (_paths.TryGetValue(folder[..^1], out var file)) throw Collision(name, file);
            if (!_paths.TryAdd(folder, folder) && _paths[folder] != folder) throw Collision(folder, _paths[folder]);
        }
        if (_paths.TryGetValue(name + "/", out var other) || !_paths.TryAdd(name, name)) throw Collision(name, other ?? _paths[name]);
    }

    private static IOException Collision(string name, string other) =>
        new(name == other ? $"The file '{name}' comes twice." : $"'{name}' and '{other}' are one name where case does not count, or a file and a folder.");
}
