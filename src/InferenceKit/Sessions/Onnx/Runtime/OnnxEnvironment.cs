using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx.Runtime;

/// <summary>ONNX Runtime's environment, one a process.</summary>
internal static class OnnxEnvironment
{
    private static readonly Lock Gate = new();

    // Kept in a static field, because native code calls the delegate until the process ends.
    private static readonly DOrtLoggingFunction LogFunction = OnnxLogRoutes.Write;
    private static bool s_isOurs;

    /// <summary>Creates the environment unless it is there.</summary>
    /// <exception cref="TypeInitializationException">The native library cannot be loaded.</exception>
    public static OrtEnv Ensure(ILogger logger)
    {
        // Under a lock, because a process can create its environment only once.
        lock (Gate)
        {
            if (!OrtEnv.IsCreated) Create(logger);
            else if (!s_isOurs) SessionLog.EnvironmentExists(logger);
            return OrtEnv.Instance();
        }
    }

    private static void Create(ILogger logger)
    {
        var options = new EnvironmentCreationOptions
        {
            logId = "InferenceKit",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,
            loggingFunction = LogFunction,
        };
        try
        {
            var environment = OrtEnv.CreateInstanceWithOptions(ref options);
            s_isOurs = true;
            // Telemetry writes each failed run to a database below the home folder, on Linux too. That takes six times as long as the run.
            environment.DisableTelemetryEvents();
            SessionLog.EnvironmentCreated(logger, environment.GetVersionString(), string.Join(", ", environment.GetAvailableProviders()));
        }
        catch (OnnxRuntimeException) when (OrtEnv.IsCreated)
        {
            // Other code of the process created it first.
            SessionLog.EnvironmentExists(logger);
        }
    }
}
