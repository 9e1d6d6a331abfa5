using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceKit.Benchmarks.Tuning;

/// <summary>A setting as a section of appsettings.json to paste.</summary>
internal static class SettingsSection
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Format(string model, TuneSetting setting)
    {
        var batching = new JsonObject { ["Mode"] = setting.BatchSize == 1 ? nameof(BatchingMode.Off) : nameof(BatchingMode.Auto) };
        if (setting.BatchSize > 1)
            batching["MaxBatchSize"] = setting.BatchSize;
        var section = new JsonObject
        {
            ["Batching"] = batching,
            ["Execution"] = new JsonObject
            {
                ["Threads"] = setting.Threads,
                ["MaxConcurrency"] = setting.Concurrency,
                ["UseArena"] = setting.UseArena,
            },
        };
        return new JsonObject { ["Inference"] = new JsonObject { ["Models"] = new JsonObject { [model] = section } } }.ToJsonString(Indented);
    }
}
