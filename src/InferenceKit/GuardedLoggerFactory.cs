using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace InferenceKit;

/// <summary>
/// Stands before the host's loggers: what they throw ends here. A log is the host's code, and its fault must not come between a decision
/// of the library and the change of state that follows.
/// </summary>
internal sealed class GuardedLoggerFactory : ILoggerFactory
{
    private readonly ILoggerFactory _host;

    private GuardedLoggerFactory(ILoggerFactory host) => _host = host;

    /// <summary>Guards the loggers of a factory. A factory that is guarded already is returned as it is.</summary>
    public static ILoggerFactory Of(ILoggerFactory host) =>
        host is GuardedLoggerFactory or NullLoggerFactory ? host : new GuardedLoggerFactory(host);

    public ILogger CreateLogger(string categoryName)
    {
        try
        {
            return new GuardedLogger(_host.CreateLogger(categoryName));
        }
#pragma warning disable CA1031 // The host's code, and anything may come out of it.
        catch (Exception)
        {
            return NullLogger.Instance;
        }
#pragma warning restore CA1031
    }

    public void AddProvider(ILoggerProvider provider) => _host.AddProvider(provider);

    /// <summary>Disposes nothing: the factory is the host's.</summary>
    public void Dispose()
    {
    }
}
