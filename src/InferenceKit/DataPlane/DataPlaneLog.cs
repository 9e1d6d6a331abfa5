using Microsoft.Extensions.Logging;

namespace InferenceKit.DataPlane;

/// <summary>What the data plane logs, which is little: failures are told to callers. Event ids 4000 to 4099.</summary>
internal static partial class DataPlaneLog
{
    public const string Category = "InferenceKit.DataPlane";

    [LoggerMessage(4002, LogLevel.Critical, "The deadlines of a version could not be checked. Other versions are not affected, and the check is repeated. This is a bug in InferenceKit")]
    public static partial void DeadlineCheckFailed(ILogger logger, Exception exception);

    [LoggerMessage(4000, LogLevel.Error, "A listener for exposures of model {Model} failed; the request goes on")]
    public static partial void ExposureFailed(ILogger logger, Exception exception, string model);

    [LoggerMessage(4001, LogLevel.Error, "Listeners for exposures of model {Model} failed {Count} more times since the last line")]
    public static partial void ExposuresFailed(ILogger logger, int count, string model);
}
