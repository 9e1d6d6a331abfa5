using Microsoft.Extensions.Logging;

namespace InferenceKit.Configuration;

/// <summary>Log messages about configuration: events 3000 to 3099.</summary>
internal static partial class ConfigurationLog
{
    [LoggerMessage(3000, LogLevel.Information, "Configuration was reloaded.")]
    public static partial void Reloaded(this ILogger logger);

    [LoggerMessage(3001, LogLevel.Error, "The reloaded configuration is wrong, and the last good one stays: {Problem}")]
    public static partial void ReloadRefused(this ILogger logger, string problem);

    [LoggerMessage(3002, LogLevel.Error, "Reloading configuration failed, and the last good one stays.")]
    public static partial void ReloadFailed(this ILogger logger, Exception exception);

    [LoggerMessage(3003, LogLevel.Error, "A listener for the reloaded configuration failed.")]
    public static partial void ListenerFailed(this ILogger logger, Exception exception);

    [LoggerMessage(3004, LogLevel.Information, "Model {Model} is named by options alone: it is served for values only.")]
    public static partial void ValuesOnly(this ILogger logger, string model);

    [LoggerMessage(3005, LogLevel.Warning, "Model {Model} is named by options alone: it is served for values only. Was '{Registered}' meant, which code registered?")]
    public static partial void ValuesOnlyPerhapsMisspelt(this ILogger logger, string model, string registered);
}
