using InferenceKit.Soak.Judging;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Soak.Hosting;

/// <summary>Takes all messages, and keeps how many there were of each kind.</summary>
internal sealed class LogCounts : ILoggerProvider, ILogger
{
    public Counts Kinds { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // Made into text, as a real sink would do.
        if (IsEnabled(logLevel) && formatter(state, exception).Length > 0)
            Kinds.Add($"{logLevel} {eventId.Name}");
    }

    public void Dispose()
    {
    }
}
