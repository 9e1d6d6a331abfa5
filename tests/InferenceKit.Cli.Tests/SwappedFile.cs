namespace InferenceKit.Cli.Tests;

/// <summary>
/// Another process that writes to the repository: it replaces a file of a version as soon as the tool has copied that version into its private
/// folder.
/// </summary>
internal sealed class SwappedFile : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly string _file;
    private readonly byte[] _before;
    private readonly Thread _thread;

    /// <param name="file">The file.</param>
    /// <param name="copy">Its path in the tool's private folder, whose own name is not known.</param>
    /// <param name="content">What comes in its place.</param>
    public SwappedFile(string file, string copy, byte[] content)
    {
        (_file, _before) = (file, File.ReadAllBytes(file));
        _thread = new(() =>
        {
            while (!_stop.IsCancellationRequested)
            {
                if (!IsCopied(copy)) continue;
                File.WriteAllBytes(file, content);
                HasSwapped = true;
                return;
            }
        })
        { IsBackground = true };
        _thread.Start();
    }

    public bool HasSwapped { get; private set; }

    /// <summary>Ends it, and puts the file back.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
        File.WriteAllBytes(_file, _before);
    }

    private static bool IsCopied(string copy)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), $"inferencekit-staging-{Environment.ProcessId}-*"))
            if (File.Exists(Path.Combine(folder, copy))) return true;
        return false;
    }
}
