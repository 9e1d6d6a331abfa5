using InferenceKit.ControlPlane.Repository.Files;

namespace InferenceKit.ControlPlane.Repository.Publishing;

/// <summary>
/// Lets one publisher of a model at a time choose a number and rename, among all processes. The rename alone would not show a conflict, because
/// "3" and "003" are two names of one version. The lock ends with its process.
/// </summary>
internal static class PublishingLock
{
    private const string LockName = ".publish.lock";

    // A publisher holds it for a few small files and a rename.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <returns>Releases the lock when disposed. The file stays: after a deletion, one process could hold the old file and another the new one.</returns>
    /// <exception cref="IOException">Another publisher keeps it.</exception>
    public static IDisposable Take(string modelFolder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(modelFolder, LockName);
        for (var end = Environment.TickCount64 + (long)Longest.TotalMilliseconds; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException e) when (FileLock.IsHeld(e) && Environment.TickCount64 < end)
            {
                // The publisher has a thread of its own, and nothing else waits for that thread.
                cancellationToken.WaitHandle.WaitOne(Pause);
            }
            catch (IOException e)
            {
                throw FileLock.IsHeld(e) ? new IOException($"'{path}' cannot be locked: another publisher has kept it for {Longest.TotalSeconds:F0} s.", e) : e;
            }
        }
    }
}
