using Microsoft.Extensions.Logging;

namespace InferenceKit.Testing.Faults;

/// <summary>Log messages about injected faults: events 9000 to 9099.</summary>
internal static partial class FaultLog
{
    public const string Category = "InferenceKit.Testing.Faults";

    [LoggerMessage(9000, LogLevel.Warning, "Faults are injected: {Rules}")]
    public static partial void SwitchedOn(ILogger logger, string rules);

    [LoggerMessage(9001, LogLevel.Error, "The reloaded faults are wrong, and the last good ones stay: {Problem}")]
    public static partial void ReloadRefused(ILogger logger, string problem);

    [LoggerMessage(9002, LogLevel.Error, "Reloading faults failed, and the last good ones stay.")]
    public static partial void ReloadFailed(ILogger logger, Exception exception);
}
