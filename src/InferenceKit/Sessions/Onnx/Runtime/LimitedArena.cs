using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx.Runtime;

/// <summary>Gives a session an arena of its own with a limit.</summary>
/// <remarks>
/// ONNX Runtime has no such option of a session. It has arenas with a limit that are registered in the environment and that sessions take
/// which ask for them; a session keeps the arena that it took when that is unregistered. So one is registered for each session, while it is
/// made. Weights are reserved beside the limit, which is for what runs allocate.
/// </remarks>
internal static class LimitedArena
{
    private const int SameAsRequested = 1, Default = -1;
    private static readonly Lock Gate = new();

    /// <summary>Makes a session that asks for the environment's allocators.</summary>
    /// <exception cref="NotSupportedException">This build of ONNX Runtime has no way to do that.</exception>
    public static InferenceSession Create(long maxBytes, Func<InferenceSession> create)
    {
        if (!NativeApi.IsAvailable) throw new NotSupportedException("Execution:MaxArenaBytes cannot be kept with this build of ONNX Runtime.");
        // The kind must be "arena": otherwise the limit would be registered, but sessions would not use it.
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        // Regions of the requested size: doubled ones would use the limit up before they are needed, and the first is never given back.
        using var limit = new OrtArenaCfg(checked((uint)maxBytes), SameAsRequested, Default, Default);
        // One at a time: between the registration and its end, a session of another limit would take this arena.
        lock (Gate)
        {
            var environment = OrtEnv.Instance();
            environment.CreateAndRegisterAllocator(memory, limit);
            try
            {
                return create();
            }
            finally
            {
                NativeApi.UnregisterAllocator(environment, memory);
            }
        }
    }
}
