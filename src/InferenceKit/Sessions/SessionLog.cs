using Microsoft.Extensions.Logging;

namespace InferenceKit.Sessions;

/// <summary>What sessions write to the log; event ids 1000 to 1099.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(1000, LogLevel.Debug, "Loaded model {Model} from {Path} on '{Provider}' with {Threads} thread(s): {Signature}")]
    public static partial void Loaded(ILogger logger, ModelId model, string path, string provider, int threads, ModelSignature signature);

    [LoggerMessage(1001, LogLevel.Debug, "ONNX Runtime was set up by other code of this process, so its own log lines go where that code sent them")]
    public static partial void EnvironmentExists(ILogger logger);

    [LoggerMessage(1002, LogLevel.Debug, "ONNX Runtime {NativeVersion} is set up; its providers here: {Providers}")]
    public static partial void EnvironmentCreated(ILogger logger, string nativeVersion, string providers);

    [LoggerMessage(EventId = 1003, Message = "{Model}: {Message} ({Location})")]
    public static partial void NativeLineOfModel(ILogger logger, LogLevel level, ModelId model, string message, string location);

    [LoggerMessage(EventId = 1004, Message = "{Message} ({Location})")]
    public static partial void NativeLine(ILogger logger, LogLevel level, string message, string location);

    [LoggerMessage(EventId = 1005, Message = "{Model}: {Count} more lines of ONNX Runtime ({Location}) were left out since the last one")]
    public static partial void NativeLinesLeftOut(ILogger logger, LogLevel level, ModelId model, int count, string location);
}
