using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Sessions.Onnx.Runtime;

/// <summary>
/// Loads the native libraries while settings are still being read: tens of milliseconds that a start would otherwise
/// spend one after the other. Once a process.
/// </summary>
internal static class Preparation
{
    private static readonly Lock Gate = new();
    private static Task? s_done;

    /// <returns>Completes when both have loaded, or failed to; never faulted.</returns>
    public static Task Begin(ILogger logger)
    {
        lock (Gate)
        {
            // Staging computes digests, and the first digest of a process loads the system's cryptography.
            return s_done ??= Task.WhenAll(
                Start("InferenceKit prepares ONNX Runtime", () => OnnxEnvironment.Ensure(logger)),
                Start("InferenceKit prepares digests", static () => SHA256.HashData([])));
        }
    }

    private static Task Start(string name, Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
#pragma warning disable CA1031 // Out of a thread it would end the process; code that needs the library meets the failure again, and reports it.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
            done.SetResult();
        })
        { IsBackground = true, Name = name };
        thread.UnsafeStart();
        return done.Task;
    }
}
