using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Sessions;

/// <summary>
/// Loads the native libraries while settings are still being read: tens of milliseconds that a start would otherwise
/// spend one after the other. Once a process.
/// </summary>
internal static class Preparation
{
    private static int s_begun;

    public static void Begin(ILogger logger)
    {
        if (Interlocked.Exchange(ref s_begun, 1) != 0) return;
        Start("InferenceKit prepares ONNX Runtime", () => OnnxEnvironment.Ensure(logger));
        // What stages a model digests it; the first digest loads the system's cryptography.
        Start("InferenceKit prepares digests", static () => SHA256.HashData([]));
    }

    private static void Start(string name, Action work) => new Thread(() =>
    {
        try
        {
            work();
        }
#pragma warning disable CA1031 // Out of a thread it would end the process; whoever needs the library meets the failure again, and says so.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }) { IsBackground = true, Name = name }.UnsafeStart();
}
