using System.Runtime.InteropServices;
using InferenceKit.Runtime;
using InferenceKit.Sessions;

namespace InferenceKit.DataPlane.Execution;

/// <summary>
/// Gives memory back that few large requests needed and later ones do not: every ten seconds it looks through the buffers of all slots that
/// are free, and drops those that are far larger than what ran in them since the last look.
/// </summary>
internal sealed partial class BufferTrimmer : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ServingState _serving;
    private readonly ITimer _timer;
    private long _outliers;

    public BufferTrimmer(ServingState serving, TimeProvider time)
    {
        _serving = serving;
        // It serves all requests: it must not carry the execution context of whatever made it.
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static trimmer => ((BufferTrimmer)trimmer!).Trim(), this, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Trim()
    {
        try
        {
            long freed = 0;
            foreach (var version in _serving.LiveVersions) freed += version.TrimBuffers();
            var outliers = UsualRunSize.Outliers;
            if (freed == 0 && outliers == _outliers) return;
            _outliers = outliers;
            ReturnToSystem();
        }
#pragma warning disable CA1031 // Out of a timer it would end the process, and what is not freed now is freed later.
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    // The C library keeps what was freed, up to tens of megabytes in one piece, until it is asked.
    private static void ReturnToSystem()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = MallocTrim(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
