using InferenceKit.ControlPlane.Repository.Files;

namespace InferenceKit.ControlPlane.Repository.Publishing;

/// <summary>
/// One publisher of a model at a time chooses a number and renames, among processes, too: "3" and "003" are one version and
/// two names, so that the rename alone would not tell. The lock ends with its process.
/// </summary>
internal static class PublishingTurn
{
    private const string LockName = ".publish.lock";

    // A turn is a few small files and a rename.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <returns>Ends the turn when disposed. The file stays: deleting it would let two in.</returns>
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
                // A thread of its own; nothing else waits for it.
                cancellationToken.WaitHandle.WaitOne(Pause);
            }
            catch (IOException e)
            {
                throw FileLock.IsHeld(e) ? new IOException($"'{path}' cannot be locked: another publisher has kept it for {Longest.TotalSeconds:F0} s.", e) : e;
            }
        }
    }
}
