using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace InferenceKit.Sessions.Onnx.Runtime;

/// <summary>
/// Where ONNX Runtime's own log lines go. Its environment is one a process, and its sink cannot be changed later; so
/// the sink is this class, and the loggers behind it come and go with their factories.
/// </summary>
/// <remarks>Loggers are held weakly: a service provider that is gone must not be kept alive, nor written to.</remarks>
internal static class OnnxLogRoutes
{
    private static readonly ConcurrentDictionary<string, OnnxLogRoute> Models = new(StringComparer.Ordinal);
    private static readonly Lock Gate = new();
    private static WeakReference<ILogger>[] s_loggers = [];
    private static int s_sessions;

    public static void Add(ILogger logger)
    {
        // Replaced whole, because native threads read it without the lock.
        lock (Gate) s_loggers = [.. s_loggers.Where(l => l.TryGetTarget(out _)), new(logger)];
    }

    /// <summary>Names a session for the native log.</summary>
    /// <param name="model">The model, which lines name.</param>
    /// <param name="logger">Where its lines go.</param>
    /// <param name="includeText">Whether lines are written as they are, although they may repeat values of inputs.</param>
    /// <returns>
    /// A log id. It is short on purpose: ONNX Runtime copies it on every run, and up to 14 characters need no memory.
    /// </returns>
    public static string AddModel(ModelId model, ILogger logger, bool includeText)
    {
        var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ik{Interlocked.Increment(ref s_sessions)}");
        Models[id] = new(model, logger, includeText, TimeProvider.System);
        return id;
    }

    /// <summary>From here on the session runs made-up rows: a model may refuse them, and its errors are logged for debugging only.</summary>
    public static void BeginTrial(string logId)
    {
        if (Models.TryGetValue(logId, out var route)) route.IsOnTrial = true;
    }

    /// <summary>From here on, lines may be about requests.</summary>
    public static void BeginServing(string logId)
    {
        if (Models.TryGetValue(logId, out var route)) (route.IsServing, route.IsOnTrial) = (true, false);
    }

    public static void RemoveModel(string logId)
    {
        if (Models.TryRemove(logId, out var route)) route.Dispose();
    }

    /// <summary>Called by native code: must not throw.</summary>
    public static void Write(IntPtr parameter, OrtLoggingLevel severity, string category, string logId, string location, string message)
    {
        try
        {
            var level = LevelOf(severity);
            var separator = logId.IndexOf(':', StringComparison.Ordinal);
            if (Models.TryGetValue(separator < 0 ? logId : logId[..separator], out var route))
            {
                route.Write(level, message, location);
                return;
            }
            message = OnnxLogRoute.TextOf(message, reduce: level >= LogLevel.Error);
            foreach (var reference in Volatile.Read(ref s_loggers))
                if (reference.TryGetTarget(out var logger)) SessionLog.NativeLine(logger, level, message, location);
        }
#pragma warning disable CA1031 // An exception that passes native frames ends the process; a lost log line does not.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static LogLevel LevelOf(OrtLoggingLevel severity) => severity switch
    {
        OrtLoggingLevel.ORT_LOGGING_LEVEL_VERBOSE => LogLevel.Trace,
        OrtLoggingLevel.ORT_LOGGING_LEVEL_INFO => LogLevel.Debug,
        OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING => LogLevel.Warning,
        OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR => LogLevel.Error,
        _ => LogLevel.Critical,
    };
}
