using InferenceKit.Soak.Callers;

namespace InferenceKit.Soak.Changes;

/// <summary>Changes settings while the host runs, now and then for bad ones, which must change nothing.</summary>
internal sealed class ConfigurationChanges(CallerServices services, int seed) : ICaller
{
    private static readonly (string Key, string?[] Values)[] Good =
    [
        ("network:Batching:Mode", ["Auto", "Auto", "Fixed", "Off"]),
        ("network:Batching:MaxBatchSize", ["8", "64", null]),
        ("network:Resilience:Fallback:20:Model", ["rules", null]),
        ("network:Resilience:CircuitBreaker:FailurePercent", ["50", "80", null]),
        ("network:KeepPrevious", ["0", "1", "2"]),
        ("trees:Batching:Mode", ["Auto", "Fixed", null]),
        ("trees:Batching:MaxQueueDelay", ["00:00:00.002", null]),
        ("trees:Execution:MaxConcurrency", ["1", "4", null]),
        ("trees:Execution:GraphOptimization", ["Basic", "All"]),
        ("slow:Batching:MaxQueuedRows", ["16", "64", "0"]),
        ("slow:Execution:Weight", ["1", "4"]),
        ("values:Batching:MaxRowsPerRun", ["4", "1024"]),
        ("values:Execution:UseArena", ["true", "false", null]),
    ];

    private static readonly (string Key, string Value)[] Bad =
    [
        ("network:Timeout", "00:00:01"),
        ("trees:Execution:Threads", "two"),
        ("slow:Batching:MaxQueuedRows", "-1"),
        ("network:Resilience:Fallback:20:Model", "nobody"),
        ("values:Version", "no version at all"),
    ];

    private readonly Random _random = new(seed);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(_random.Next(500, 4000), CancellationToken.None);
            try
            {
                if (_random.Next(4) == 0)
                    await BreakAsync();
                else
                    Change();
            }
            catch (Exception exception)
            {
                services.Journal.Threw("configuration", exception);
            }
        }
    }

    private void Change()
    {
        var (key, values) = Good[_random.Next(Good.Length)];
        Set(key, values[_random.Next(values.Length)]);
        services.Journal.Changes.Add("reloads, good");
    }

    private async Task BreakAsync()
    {
        var (key, value) = Bad[_random.Next(Bad.Length)];
        var before = services.Host.SettingOf(KeyOf(key));
        Set(key, value);
        services.Journal.Changes.Add("reloads, bad");
        await Task.Delay(_random.Next(100, 1000), CancellationToken.None);
        Set(key, before);
    }

    private string? SettingsBefore(string key) => services.Host.SettingOf(KeyOf(key));

    private void Set(string key, string? value) => services.Host.Configure(KeyOf(key), value);

    private static string KeyOf(string key) => $"Inference:Models:{key}";
}
