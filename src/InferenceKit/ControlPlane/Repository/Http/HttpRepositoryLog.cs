using Microsoft.Extensions.Logging;

namespace InferenceKit.ControlPlane.Repository.Http;

/// <summary>What the repository on a web server logs: events 2060 to 2069 of the control plane.</summary>
internal static partial class HttpRepositoryLog
{
    [LoggerMessage(2060, LogLevel.Information, "{Reason} Attempt {Attempt} of {Attempts} in {Seconds:F1} s")]
    public static partial void TriedAgain(ILogger logger, string reason, int attempt, int attempts, double seconds);

    [LoggerMessage(2061, LogLevel.Debug, "{Address}: {Changed}")]
    public static partial void IndexChanged(ILogger logger, string address, string changed);

    [LoggerMessage(2062, LogLevel.Error, "Checking for changes in {Address} failed")]
    public static partial void PollFailed(ILogger logger, Exception exception, string address);
}
