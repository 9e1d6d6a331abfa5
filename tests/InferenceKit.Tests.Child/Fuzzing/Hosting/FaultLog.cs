using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace InferenceKit.Tests.Child.Fuzzing.Hosting;

/// <summary>Keeps what the library logs as critical: faults of its own threads, which no caller is told of. Thread-safe.</summary>
internal sealed class FaultLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _faults = new();

    public bool TryTake(out string fault) => _faults.TryDequeue(out fault!);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) _faults.Enqueue($"the library logged: {formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
