using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx.Runtime;

/// <summary>Turns settings into ONNX Runtime's options.</summary>
internal static class NativeOptions
{
    public static SessionOptions Create(SessionSettings settings, string logId)
    {
        var options = new SessionOptions();
        try
        {
            options.LogId = logId;
            options.IntraOpNumThreads = settings.Threads;
            options.InterOpNumThreads = 1;
            options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
            options.GraphOptimizationLevel = LevelOf(settings.GraphOptimization);
            options.EnableCpuMemArena = settings.UseArena ?? true;
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", settings.AllowSpinning ? "1" : "0");
            options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
            if (settings.MaxArenaBytes is not null) Limit(options);
            foreach (var (name, size) in settings.FreeDimensions) options.AddFreeDimensionOverrideByName(name, size);
            foreach (var (key, value) in settings.SessionEntries) options.AddSessionConfigEntry(key, value);
            ExecutionProvider.Find(settings.Provider)!.AppendTo(options, settings.ProviderOptions);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    private static void Limit(SessionOptions options)
    {
        options.AddSessionConfigEntry("session.use_env_allocators", "1");
        // Switched off: each run would reserve one block of the size that the first run of the same input shapes needed, beside what it needs itself.
        options.EnableMemoryPattern = false;
    }

    private static GraphOptimizationLevel LevelOf(GraphOptimization optimization) => optimization switch
    {
        GraphOptimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
        GraphOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
        GraphOptimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
    };
}
