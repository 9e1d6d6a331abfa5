using Microsoft.Extensions.Logging;

namespace InferenceKit;

/// <summary>A logger of the host whose exceptions end here; see <see cref="GuardedLoggerFactory"/>. A line that it cannot write is lost.</summary>
internal sealed class GuardedLogger(ILogger host) : ILogger
{
#pragma warning disable CA1031 // The host's code, and anything may come out of it.
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return host.BeginScope(state);
        }
        catch (Exception)
        {
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return host.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            host.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
        }
    }
#pragma warning restore CA1031
}
