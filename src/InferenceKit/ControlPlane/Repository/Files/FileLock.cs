using System.Globalization;

namespace InferenceKit.ControlPlane.Repository.Files;

/// <summary>
/// Keeps other threads and processes out while it is held: a file that is open for one handle alone. The system releases it when the
/// process ends, however it ends. The file itself stays: after a deletion, one process could hold the old file and another the new one.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <exception cref="IOException">It cannot be made, or another process or thread holds it all the time.</exception>
    public static async ValueTask<IDisposable> AcquireAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var start = time.GetTimestamp(); ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            // Polled, because a file lock has no portable way to wait for it.
            catch (IOException e) when (IsHeld(e))
            {
                if (time.GetElapsedTime(start) > Patience)
                    throw new IOException(string.Create(CultureInfo.InvariantCulture, $"another process has held '{path}' for {Patience.TotalSeconds:F0} s"), e);
            }
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A sharing violation, as against a full disk or a folder that is not there; the framework has no type for it.</summary>
    public static bool IsHeld(IOException e)
    {
        const int SharingViolation = 32, LockViolation = 33, TryAgainLinux = 11, TryAgainMac = 35;
        return e.GetType() == typeof(IOException) && (e.HResult & 0xFFFF) is SharingViolation or LockViolation or TryAgainLinux or TryAgainMac;
    }
}
